import type { Clock } from '@homeostat/resource';

/** Resolves after some time; rejects when the signal aborts before. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  let callOff = () => {};
  let giveUp = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      callOff = clock.schedule(ms, resolve);
      giveUp = () => reject(signal?.reason);
      signal?.addEventListener('abort', giveUp);
    });
  } finally {
    callOff();
    signal?.removeEventListener('abort', giveUp);
  }
}
