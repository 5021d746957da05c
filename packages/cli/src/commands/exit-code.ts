import type { Summary } from '@homeostat/engine';
import { exitCodeOf, type StopSignal } from './stop-on-signals.ts';

/**
 * Not all in state: 1; after a signal 128 and its number, also when the graph had not even been taken over. A run that stays
 * ends by a signal, and what failed was told: a supervisor must not take the stop that it asked for for a failure.
 *
 * @param declared how many resources there should be
 */
export function runExitCode(summary: Summary, declared: number, signal: StopSignal | undefined): number {
  const isBad = summary.failed + summary.blocked > 0;
  if (signal === undefined) return isBad ? 1 : 0;
  return isBad || summary.pending > 0 || summary.total < declared ? exitCodeOf(signal) : 0;
}

/** 1: something is failed or blocked; 2: something would change. */
export function checkExitCode(summary: Summary, signal: StopSignal | undefined): number {
  if (signal !== undefined) return exitCodeOf(signal);
  if (summary.failed + summary.blocked > 0) return 1;
  return summary.wouldChange > 0 ? 2 : 0;
}
