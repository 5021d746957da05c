import { constants } from 'node:os';
import type { Engine } from '@homeostat/engine';
import type { Output } from '../output/output.ts';

// SIGHUP: the terminal is gone, and commands that run must not be left to themselves.
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof stopSignals)[number];

/** What stands between us and the signals: the process. */
export interface Signalled {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  exit(code: number): never;
}

const rungs = [
  'stopping: what runs is let end; once more aborts it',
  'stopping: what runs is aborted; once more kills it',
  'stopping: what runs is killed; once more leaves at once',
];

/**
 * Each signal climbs one rung of stopping; one more than there are rungs ends the process on the spot. Resolves to the
 * first signal, once the engine has stopped.
 */
export function stopOnSignals(
  engine: Pick<Engine, 'stop'>,
  output: Output,
  signals: readonly StopSignal[] = stopSignals,
  signalled: Signalled = process,
): Promise<StopSignal> {
  return new Promise((resolve, reject) => {
    let climbed = 0;
    const climb = (signal: StopSignal) => {
      const rung = rungs[climbed++];
      if (rung === undefined) signalled.exit(exitCodeOf(signal));
      output.note(`${rung}\n`);
      engine.stop().then(() => resolve(signal), reject);
    };
    for (const signal of signals) signalled.on(signal, climb);
  });
}

/** What shells and supervisors take for "ended by this signal". */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}
