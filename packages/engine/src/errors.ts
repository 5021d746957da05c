import { inspect } from 'node:util';
import {
  didYouMean,
  formatPosition,
  formatRef,
  Problem,
  type ResourceRef,
  type SourcePosition,
} from '@homeostat/resource';
import type { Fault } from './compile/fault.ts';

type At = SourcePosition | undefined;

export function kindUnknown(kind: string, known: readonly string[], at: At): Problem {
  return new Problem('KIND_UNKNOWN', `No plugin in this build provides the kind "${kind}"`, {
    at,
    hint: didYouMean(kind, known),
  });
}

export function kindTwice(kind: string, first: string, second: string): Problem {
  return new Problem('KIND_TWICE', `The kind "${kind}" comes from two plugins, ${first} and ${second}`, {
    hint: 'Leave one of them out of this build',
  });
}

export function pluginContract(plugin: string, theirs: unknown, ours: number): Problem {
  return new Problem(
    'PLUGIN_CONTRACT',
    `The plugin ${plugin} is built for version ${String(theirs)} of the plugin contract, this engine for version ${ours}`,
    { hint: 'Install the versions of the plugin and of Homeostat that belong together' },
  );
}

export function nameEmpty(kind: string, at: At): Problem {
  return new Problem('NAME_EMPTY', `A ${kind} resource has an empty name`, { at, hint: 'Give it a name' });
}

export function resourceTwice(ref: ResourceRef, at: At, first: At): Problem {
  const where = first ? `, first at ${formatPosition(first)}` : '';
  return new Problem('RESOURCE_TWICE', `${formatRef(ref)} is declared twice${where}`, {
    at,
    hint: 'Leave one out, or give one of them another name',
  });
}

export function paramUnknown(ref: ResourceRef, key: string, known: readonly string[], at: At): Problem {
  return new Problem('PARAM_UNKNOWN', `${formatRef(ref)} has no param "${key}"`, {
    at,
    hint: didYouMean(key, known),
  });
}

export function paramInvalid(ref: ResourceRef, path: string, { message, hint }: Fault, at: At): Problem {
  return new Problem('PARAM_INVALID', `${formatRef(ref)}: ${path ? `${path}: ` : ''}${message}`, {
    at,
    hint,
  });
}

export function metaUnknown(ref: ResourceRef, key: string, known: readonly string[], at: At): Problem {
  return new Problem('META_UNKNOWN', `There is no meta parameter "${key}" (at ${formatRef(ref)})`, {
    at,
    hint: didYouMean(key, known),
  });
}

export function metaInvalid(ref: ResourceRef, path: string, { message, hint }: Fault, at: At): Problem {
  return new Problem('META_INVALID', `${formatRef(ref)}: meta ${path ? `${path}: ` : ''}${message}`, {
    at,
    hint,
  });
}

export function kindFailed(ref: ResourceRef, cause: unknown, at: At): Problem {
  return new Problem(
    'KIND_FAILED',
    `The schema or the group key of ${ref.kind} threw at ${formatRef(ref)}: ${messageOf(cause)}`,
    {
      at,
      cause,
      hint: `This is a bug in the plugin that brings ${ref.kind}`,
    },
  );
}

export function edgeEndUnknown(ref: ResourceRef, known: readonly string[], at: At): Problem {
  const same = known.filter((id) => id.startsWith(`${ref.kind}[`));
  const wanted = formatRef(ref);
  return new Problem('EDGE_END_UNKNOWN', `An edge leads to ${wanted}, which is not declared`, {
    at,
    hint:
      same.length > 20
        ? 'Declare it, or correct the name'
        : didYouMean(wanted, same.length > 0 ? same : known.slice(0, 20)),
  });
}

/** `steps`: one for each edge of the cycle, in order. */
export function graphCycle(steps: readonly { from: string; to: string; at: At }[]): Problem {
  const ring = [...steps.map((step) => step.from), steps[0]!.from].join(' → ');
  const places = steps.map(
    (step) => `  ${step.from} → ${step.to}: ${step.at ? formatPosition(step.at) : 'declared in code'}`,
  );
  return new Problem('GRAPH_CYCLE', `These resources wait for each other: ${ring}\n${places.join('\n')}`, {
    at: steps.find((step) => step.at)?.at,
    hint: 'Take one of these edges out',
  });
}

export function autoEdgesFailed(id: string, cause: unknown): Problem {
  return new Problem('AUTO_EDGES_FAILED', `${id} gets no automatic edges: ${messageOf(cause)}`, {
    cause,
    hint: 'Declare the edges it needs, or set "autoedge: false" in its meta to silence this',
  });
}

/** Why a look-up failed. */
export function lookUpTimedOut(ms: number): Error {
  return new Error(`the look-up has not answered within ${ms / 1000} s`);
}

export function autoEdgesDropped(ring: readonly string[]): Problem {
  return new Problem(
    'AUTO_EDGES_DROPPED',
    `Automatic edges would close a cycle and were left out: ${ring.join(' → ')}`,
    {
      hint: 'Nothing to do if the declared order is right; "autoedge: false" in the meta of one of them silences this',
    },
  );
}

export function grouperWrong(grouper: string, what: string): Problem {
  return new Problem('GROUPER_WRONG', `The auto grouper "${grouper}" made a wrong grouping: ${what}`, {
    hint: 'This is a bug of that grouper; the default one is ChainGrouper',
  });
}

export function serviceMissing(token: symbol): Problem {
  return new Problem(
    'SERVICE_MISSING',
    `This build of the engine has no service "${token.description ?? ''}"`,
    {
      hint: 'Register it in the "configure" function of createEngine',
    },
  );
}

export function applyMissing(id: string): Problem {
  return new Problem('APPLY_MISSING', `${id} differs, but its kind can't put it right`, {
    hint: 'The plugin checks without an apply hook; set "noop: true" in its meta to only report',
  });
}

export function applyIncomplete(id: string, left: readonly string[]): Problem {
  return new Problem('APPLY_INCOMPLETE', `${id} still differs after it was applied: ${left.join(', ')}`, {
    hint: 'Something else sets it at the same time, or what was applied does not have the effect that is checked for',
  });
}

export function timedOut(ms: number): Problem {
  return new Problem('TIMED_OUT', `It took longer than its timeout of ${ms} ms`, {
    hint: 'Raise "timeout" in its meta, or look into why it hangs',
  });
}

export function aborted(): Problem {
  return new Problem('RUN_ABORTED', 'It was aborted since the engine is stopping', {
    hint: 'Run again: what was left half-way is found by its check',
  });
}

export function hookFailed(cause: unknown): Problem {
  return new Problem('HOOK_FAILED', messageOf(cause), {
    cause,
    hint: 'The plugin did not expect this; if the machine is not the cause, it is a bug in the plugin',
  });
}

export function engineFailed(cause: unknown): Problem {
  return new Problem('ENGINE_FAILED', `The engine could not go on with it: ${messageOf(cause)}`, {
    cause,
    hint: 'This is a bug in the engine, or in a part of it that this build exchanges (its clock, logger or state store)',
  });
}

export function answerWrong(hook: string, kind: string, wanted: string, got: unknown): Problem {
  return new Problem(
    'HOOK_ANSWER_WRONG',
    `${hook} of ${kind} must return ${wanted} and returned ${shapeOf(got)}`,
    {
      hint: `This is a bug in the plugin that brings ${kind}`,
    },
  );
}

export function watchNotArmed(id: string, cause: unknown, pollSeconds: number): Problem {
  return new Problem(
    'WATCH_NOT_ARMED',
    `${id} can't be watched and is checked every ${pollSeconds} s: ${messageOf(cause)}`,
    {
      cause,
      hint: 'It is armed as soon as that works; set "poll" in its meta to choose the interval and silence this',
    },
  );
}

export function watchTimedOut(ms: number): Problem {
  return new Problem('WATCH_TIMED_OUT', `Its watch was not armed within ${ms / 1000} s`, {
    hint: 'It is tried again; raise "timeout" in its meta if it needs longer, or set "poll" there to check it at intervals instead',
  });
}

/** What was thrown, in words; it may be anything. Never throws. */
export function messageOf(cause: unknown): string {
  if (typeof cause === 'string') return cause;
  try {
    const message = cause instanceof Error ? cause.message : undefined;
    return typeof message === 'string' ? message : inspect(cause, { depth: 1 });
  } catch {
    return 'something was thrown that can not be put into words';
  }
}

/** What it looks like without what it says, which may be secret: `[{ property: string, to: number }]`. */
function shapeOf(value: unknown, depth = 3): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth === 0) return '…';
  try {
    const isList = Array.isArray(value);
    const keys = isList ? [...value.keys()] : Object.keys(value);
    const parts = keys.slice(0, 5).map((key) => {
      const shape = shapeOf((value as Record<string | number, unknown>)[key], depth - 1);
      return isList ? shape : `${key}: ${shape}`;
    });
    if (keys.length > parts.length) parts.push(`… (${keys.length} in all)`);
    const text = parts.join(', ');
    return isList ? `[${text}]` : `{ ${text} }`;
  } catch {
    return 'what throws when it is looked at';
  }
}
