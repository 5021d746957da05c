import type { Clock } from '@homeostat/resource';

/** Entries looked at before the loop turns: about a millisecond's worth. */
const sliceSize = 200;

/**
 * Runs a round of steps every so often, in slices between which everything else goes on. Returns what ends it.
 *
 * @param everyMs 0: never
 */
export function startSweep(clock: Clock, everyMs: number, round: () => Generator<void, void>): () => void {
  let callOff = () => {};
  let stopped = false;
  const rest = () => {
    callOff = clock.schedule(everyMs, () => slice(round()));
  };
  const slice = (steps: Generator<void, void>) => {
    for (let count = 0; count < sliceSize; count += 1) {
      if (stopped) return;
      if (steps.next().done) return rest();
    }
    setImmediate(slice, steps);
  };
  if (everyMs > 0) rest();
  return () => {
    stopped = true;
    callOff();
  };
}
