import type { Summary } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';
import { printableLine } from '../output/printable.ts';
import type { Colors } from './colors.ts';
import { count } from './count.ts';
import { formatDuration } from './duration.ts';
import { indent } from './indent.ts';
import { problemText } from './problem-text.ts';

/** `12 resources: 10 in state (3 changed), 1 failed, 1 blocked; 1.2 s`. */
export function countsText(summary: Summary, colors: Colors): string {
  const { total, ok, changed, wouldChange, pending, failed, blocked, ms } = summary;
  // What would change may be under check once more, and is not counted as ok meanwhile.
  const inState = Math.max(0, ok - wouldChange);
  const parts = [
    `${inState} in state${changed > 0 ? ` (${colors.green(`${changed} changed`)})` : ''}`,
    wouldChange > 0 && colors.yellow(`${wouldChange} would change`),
    pending > 0 && `${pending} pending`,
    failed > 0 && colors.red(`${failed} failed`),
    blocked > 0 && colors.magenta(`${blocked} blocked`),
  ];
  return `${count(total, 'resource')}: ${parts.filter(Boolean).join(', ')}; ${formatDuration(ms)}`;
}

/** The end of a run: the counts, and what is failed. */
export function summaryText(
  summary: Summary,
  failed: readonly (readonly [id: string, problem: Problem])[],
  colors: Colors,
): string {
  const failures = failed.map(([id, problem]) => indent(`${printableLine(id)}: ${problemText(problem)}`));
  return [
    countsText(summary, colors),
    ...(failures.length > 0 ? [colors.red('failed:'), ...failures] : []),
  ].join('\n');
}
