import type { Summary } from '@homeostat/engine';
import { exitCodeOf, type StopSignal } from './stop-on-signals.ts';

/**
 * 1: something is failed or blocked. Then, after a signal, 128 and its number when it came before all was in state: some
 * resource was still pending, or the graph had not even been taken over.
 *
 * @param declared how many resources there should be
 */
export function runExitCode(summary: Summary, declared: number, signal: StopSignal | undefined): number {
  if (summary.failed + summary.blocked > 0) return 1;
  const incomplete = summary.pending > 0 || summary.total < declared;
  return signal !== undefined && incomplete ? exitCodeOf(signal) : 0;
}

/** 1: something is failed or blocked; 2: something would change. */
export function checkExitCode(summary: Summary, signal: StopSignal | undefined): number {
  if (signal !== undefined) return exitCodeOf(signal);
  if (summary.failed + summary.blocked > 0) return 1;
  return summary.wouldChange > 0 ? 2 : 0;
}
