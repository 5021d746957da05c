import picocolors from 'picocolors';
import type { Output } from '../output/output.ts';
import { JsonView } from './json-view.ts';
import { LineView } from './line-view.ts';
import type { View } from './view.ts';

/** Whether a person looks on, at a terminal that can redraw. */
export function isInteractive(): boolean {
  const { CI, NO_COLOR, TERM } = process.env;
  // Without a terminal it is not false but undefined, which picocolors takes for "decide yourself".
  return process.stdout.isTTY === true && !CI && !NO_COLOR && TERM !== 'dumb';
}

export interface ViewOptions {
  readonly json?: boolean;
  /** Whether to say so whenever nothing is left to do; not, when the run ends then. */
  readonly tellConverged: boolean;
}

/** Chooses the view by what was asked for and who looks on. */
export async function openView(output: Output, { json, tellConverged }: ViewOptions): Promise<View> {
  if (json) return new JsonView(output);
  const colors = picocolors.createColors(isInteractive());
  if (isInteractive())
    return new (await import('./live-view.ts')).LiveView(process.stdout, colors, tellConverged);
  return new LineView(output, colors, tellConverged);
}
