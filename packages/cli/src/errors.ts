import { resolve } from 'node:path';
import { didYouMean, Problem, type SourcePosition } from '@homeostat/resource';
import type { UntrustedPart } from './trust/untrusted-part.ts';

export function fileNotGiven(): Problem {
  return new Problem('FILE_NOT_GIVEN', 'There is no file to run', {
    hint: 'Name one: homeostat run site.yaml',
  });
}

export function fileGivenTwice(first: string, second: string): Problem {
  return new Problem('FILE_GIVEN_TWICE', `Two files are named, ${first} and ${second}`, {
    hint: 'One graph is run at a time; leave --file out',
  });
}

export function kindUnknown(kind: string, known: readonly string[]): Problem {
  return new Problem('KIND_UNKNOWN', `No plugin provides the kind "${kind}"`, {
    hint: `${didYouMean(kind, known)}; --plugin brings in further ones`,
  });
}

/** A plugin as it was asked for, and where. */
interface Asked {
  readonly specifier: string;
  readonly at?: SourcePosition | undefined;
}

export function pluginNotFound({ specifier, at }: Asked, reason: string): Problem {
  return new Problem('PLUGIN_NOT_FOUND', `The plugin "${specifier}" is not there: ${reason}`, {
    at,
    hint: 'Install it there (npm install), or build it if it is your own; a path begins with "./", "../" or "/"',
  });
}

export function pluginNotLoaded({ specifier, at }: Asked, file: string, cause: unknown): Problem {
  return new Problem('PLUGIN_NOT_LOADED', `The plugin "${specifier}" can't be loaded: ${messageOf(cause)}`, {
    at,
    hint: `"node ${file}" shows where this comes from`,
    cause,
  });
}

export function pluginNotCompiled({ specifier, at }: Asked, file: string): Problem {
  return new Problem('PLUGIN_NOT_COMPILED', `The plugin "${specifier}" is TypeScript: ${file}`, {
    at,
    hint: 'Compile it to JavaScript, and name what comes of it',
  });
}

export function pluginMisshapen({ specifier, at }: Asked, reason: string): Problem {
  return new Problem('PLUGIN_MISSHAPEN', `"${specifier}" is not a plugin: ${reason}`, {
    at,
    hint: 'Export what definePlugin of @homeostat/resource returns, as default or by the name "plugin"',
  });
}

export function pluginUnsafe({ specifier, at }: Asked, path: string): Problem {
  return new Problem(
    'PLUGIN_UNSAFE',
    `The plugin "${specifier}" is not loaded, since everyone may write to ${path}`,
    { at, hint: `Its code would run with your rights: chmod o-w ${path}` },
  );
}

export function pluginsChanged(
  added: readonly string[],
  removed: readonly string[],
  at: SourcePosition | undefined,
): Problem {
  const difference = [
    ...(added.length > 0 ? [`${added.join(', ')} added`] : []),
    ...(removed.length > 0 ? [`${removed.join(', ')} removed`] : []),
  ];
  return new Problem(
    'PLUGINS_CHANGED',
    `"plugins" is another list than at the start: ${difference.join('; ')}`,
    { at, hint: 'Restart homeostat to load them; until then the graph from before is kept' },
  );
}

/** @param part the file itself, or what is on the way to it */
export function configUnsafe(file: string, { path, reason }: UntrustedPart): Problem {
  const what = path === resolve(file) ? reason : `lies behind ${path}, which ${reason}`;
  return new Problem('CONFIG_UNSAFE', `${file} says what is run with your rights, and ${what}`, {
    hint: `Let only root, or you, write there (chown root ${path}; chmod o-w ${path}), or move the file`,
  });
}

export function stateDirectoryUnsafe(directory: string, reason: string): Problem {
  return new Problem('STATE_DIRECTORY_UNSAFE', `The state directory ${directory} ${reason}`, {
    hint: 'What is remembered there decides what is run: make it yours alone (chown, chmod 0700), or name another with --state',
  });
}

export function stateDirectoryUnusable(directory: string, cause: unknown): Problem {
  return new Problem(
    'STATE_DIRECTORY_UNUSABLE',
    `The state directory ${directory} can't be used: ${messageOf(cause)}`,
    {
      cause,
      hint: 'Name another one with --state',
    },
  );
}

/** `pid` and `since` are known when it has answered. */
export function stateInUse(directory: string, { pid, since }: { pid?: number; since?: string }): Problem {
  const holder = pid === undefined ? 'which does not answer' : `process ${pid}, since ${since}`;
  return new Problem('STATE_IN_USE', `Another run keeps the state directory ${directory}: ${holder}`, {
    hint: 'Two that keep one machine undo each other: stop that one first, or give this one a directory of its own with --state',
  });
}

export function stateNotHeld(directory: string, cause: unknown): Problem {
  return new Problem(
    'STATE_NOT_HELD',
    `The state directory ${directory} can't be kept from a second run: ${messageOf(cause)}`,
    { cause, hint: 'See that nobody else runs with it, and that it can be written' },
  );
}

export function stateSetAside(id: string, file: string, reason: string): Problem {
  return new Problem('STATE_SET_ASIDE', `What was remembered of ${id} can't be used: ${reason}`, {
    hint: `${file} is out of use from now on; the resource is treated as new`,
  });
}

/** @param file which may be right */
export function stateUnreadable(id: string, file: string, cause: unknown): Problem {
  return new Problem('STATE_UNREADABLE', `What is remembered of ${id} can't be read: ${messageOf(cause)}`, {
    cause,
    hint: `Look at ${file}, and at the limits of the process; the resource is tried again`,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
