import type { Clock } from '@homeostat/resource';

/** Resolves after a time; rejects with the signal's reason when that aborts before. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const giveUp = () => {
      callOff();
      reject(signal.reason);
    };
    const callOff = clock.schedule(ms, () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
