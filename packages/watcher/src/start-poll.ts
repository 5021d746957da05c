import type { Clock } from '@homeostat/resource';

/** Begins a round every so often, whether or not the one before has ended. Returns what ends it. @param everyMs 0: never */
export function startPoll(clock: Clock, everyMs: number, round: () => void): () => void {
  let callOff = () => {};
  const rest = () => {
    callOff = clock.schedule(everyMs, () => {
      round();
      rest();
    });
  };
  if (everyMs > 0) rest();
  return () => callOff();
}
