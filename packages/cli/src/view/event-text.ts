import type { EngineEvent } from '@homeostat/engine';
import type { Change, Problem } from '@homeostat/resource';
import { printableLine, printableOutput } from '../output/printable.ts';
import { briefText, refreshText } from './brief-text.ts';
import { changeText } from './change-text.ts';
import type { Colors } from './colors.ts';
import { count } from './count.ts';
import { formatDuration } from './duration.ts';
import { indent } from './indent.ts';
import { problemText } from './problem-text.ts';

/** What a person reads of an event; `undefined`: nothing. */
export function eventText(event: EngineEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'graph':
      return graphText(event);
    case 'changed':
    case 'refreshed':
      return `${idText(event)} ${colors.green(event.type)}${changesText(event)} (${formatDuration(event.ms)})${outputText(event.output)}`;
    case 'would-change':
      return [
        `${idText(event)} ${colors.yellow('would change')}:`,
        ...event.changes.map((change) => indent(changeText(change, colors))),
      ].join('\n');
    case 'unclear':
      return `${idText(event)} ${colors.yellow('is unclear')} before ${printableLine(event.by)} has changed: ${problemText(event.problem)}`;
    case 'would-refresh':
      return `${idText(event)} ${colors.yellow('would be refreshed')}`;
    case 'output':
      return `${idText(event)}:${outputText(event.output)}`;
    case 'retrying':
      return `${idText(event)} ${colors.red('failed')}, ${retryText(event)}: ${failureText(event)}`;
    case 'failed':
      return `${idText(event)} ${colors.red('failed')}: ${failureText(event)}`;
    case 'leaving':
      return `still running, as declared before: ${event.ids.map(printableLine).join(', ')}`;
    case 'blocked':
      return `${idText(event)} ${colors.magenta('blocked')} by ${printableLine(event.by)}`;
    case 'warning':
      return `${idText(event)} ${colors.yellow('warning')}: ${problemText(event.problem)}`;
    case 'converged':
      return convergedText(event, colors);
    case 'state':
    case 'progress':
    case 'removed':
    case 'unconverged':
      return undefined;
  }
}

function convergedText(
  { failed, blocked }: EngineEvent & { readonly type: 'converged' },
  colors: Colors,
): string {
  if (failed + blocked === 0) return 'converged';
  const held = blocked > 0 ? `, ${blocked} blocked` : '';
  return `nothing more can be done for now: ${colors.red(`${failed} failed`)}${held}`;
}

function idText({ id }: { readonly id: string }): string {
  return printableLine(id);
}

function graphText(event: EngineEvent & { readonly type: 'graph' }): string {
  const whole = `graph: ${count(event.members, 'resource')}, ${count(event.edges, 'edge')}, ${count(event.units, 'unit')}`;
  if (event.kept + event.replaced + event.removed === 0) return whole;
  return `${whole} (${event.added} added, ${event.replaced} replaced, ${event.removed} removed)`;
}

function changesText({
  type,
  changes,
}: {
  readonly type: string;
  readonly changes: readonly Change[];
}): string {
  const text = type === 'refreshed' ? refreshText : briefText;
  return changes.length === 0 ? '' : `: ${changes.map(text).join(', ')}`;
}

function retryText({ delayMs, left }: { readonly delayMs: number; readonly left: number }): string {
  const tries = left < 0 ? '' : `, ${left} more after it`;
  return `trying again in ${formatDuration(delayMs)}${tries}`;
}

function failureText({ problem, output }: { readonly problem: Problem; readonly output: string }): string {
  const quoted = problem.hint?.endsWith(output.trimEnd()) ?? false;
  return `${problemText(problem)}${quoted ? '' : outputText(output)}`;
}

function outputText(output: string): string {
  return output === '' ? '' : `\n${indent(printableOutput(output))}`;
}
