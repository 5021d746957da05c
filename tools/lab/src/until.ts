import { setTimeout } from 'node:timers/promises';
import { timedOut } from './errors.ts';

/** Looks every few milliseconds until it holds, for at most so long. For what the kernel has no event. */
export async function until(what: string, holds: () => boolean, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!holds()) {
    if (performance.now() > end) throw timedOut(what, seconds);
    await setTimeout(5);
  }
}
