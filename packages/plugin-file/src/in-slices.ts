import { setImmediate } from 'node:timers/promises';

/**
 * How long files are worked on before the program turns to something else.
 *
 * Too small: turning costs more than the work, and the way to a directory is looked at for each file anew.
 * Too large: a watched file that drifts waits that much longer for its turn.
 *
 * @unit milliseconds
 */
export const sliceMs = 4;

/**
 * Does synchronous work for each item, a slice at a time. Rejects when it is aborted between two slices.
 *
 * @param afterSlice closes what work opened: after a slice the answers of the last one count for nothing
 */
export async function inSlices<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, index: number) => void,
  afterSlice: () => void = () => {},
): Promise<void> {
  let next = 0;
  while (next < items.length) {
    signal?.throwIfAborted();
    const end = performance.now() + sliceMs;
    try {
      do {
        work(items[next]!, next);
        next += 1;
      } while (next < items.length && performance.now() < end);
    } finally {
      afterSlice();
    }
    if (next < items.length) await setImmediate();
  }
}
