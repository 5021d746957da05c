import { setTimeout } from 'node:timers/promises';

/** Looks every few milliseconds until there is something, for at most so long. For what the kernel has no event. */
export async function until<T>(look: () => T | undefined, seconds: number): Promise<T | undefined> {
  const end = performance.now() + seconds * 1000;
  let found = look();
  while (found === undefined && performance.now() < end) {
    await setTimeout(5);
    found = look();
  }
  return found;
}
