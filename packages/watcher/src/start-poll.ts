import type { Clock } from '@homeostat/resource';

/** Runs a round every so often, each counted from the end of the one before. Returns what ends it. @param everyMs 0: never */
export function startPoll(clock: Clock, everyMs: number, round: () => Promise<void>): () => void {
  let callOff = () => {};
  let stopped = false;
  const rest = () => {
    if (!stopped && everyMs > 0) callOff = clock.schedule(everyMs, () => void round().then(rest));
  };
  rest();
  return () => {
    stopped = true;
    callOff();
  };
}
