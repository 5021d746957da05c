import type { Summary } from '@homeostat/engine';
import type { Progress } from '@homeostat/resource';
import picocolors from 'picocolors';
import { printableLine } from '../output/printable.ts';
import type { Colors } from './colors.ts';
import { formatDuration } from './duration.ts';
import { fit } from './fit.ts';
import { countsText } from './summary-text.ts';

/** A resource that is being looked at or put right. */
export interface Running {
  readonly id: string;
  readonly state: 'checking' | 'applying';
  /** What it says of how far it has come. */
  readonly progress?: Progress;
  /** How long it has been running. */
  readonly ms: number;
}

const mostRunning = 10;

// Only text without colours can be cut to a width.
const uncoloured = picocolors.createColors(false);

/** The live block: the counts, and what runs now, longest first. No line is wider than `width`. */
export function blockText(
  summary: Summary,
  running: readonly Running[],
  width: number,
  colors: Colors,
): string {
  const shown = [...running].sort((a, b) => b.ms - a.ms).slice(0, mostRunning);
  const lines = shown.map(
    ({ id, state, progress, ms }) =>
      `  ${state} ${printableLine(id)} ${formatDuration(ms)}${progressText(progress)}`,
  );
  if (running.length > mostRunning) lines.push(`  and ${running.length - mostRunning} more`);
  return [
    fit(countsText(summary, uncoloured), width),
    ...lines.map((line) => colors.dim(fit(line, width))),
  ].join('\n');
}

function progressText(progress: Progress | undefined): string {
  if (progress === undefined) return '';
  const percent = progress.percent === undefined ? '' : ` ${progress.percent} %`;
  return `: ${printableLine(progress.step)}${percent}`;
}
