import type { Summary } from '@homeostat/engine';
import { exitCodeOf, type StopSignal } from './stop-on-signals.ts';

/** 1: something is failed or blocked. Then, after a signal, 128 and its number when it came before all was in state. */
export function runExitCode(summary: Summary, signal: StopSignal | undefined): number {
  if (summary.failed + summary.blocked > 0) return 1;
  return signal !== undefined && summary.pending > 0 ? exitCodeOf(signal) : 0;
}

/** 1: something is failed or blocked; 2: something would change. */
export function checkExitCode(summary: Summary, signal: StopSignal | undefined): number {
  if (signal !== undefined) return exitCodeOf(signal);
  if (summary.failed + summary.blocked > 0) return 1;
  return summary.wouldChange > 0 ? 2 : 0;
}
