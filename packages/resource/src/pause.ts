import type { Clock } from './service.ts';

/** Resolves after some time; rejects with the reason of the signal when that aborts before. */
export async function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
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
