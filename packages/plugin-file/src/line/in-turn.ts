/** The last in each row. */
const rows = new Map<string, Promise<unknown>>();

/** Runs work once all that came before it under the same key has ended, well or not. */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (rows.get(key) ?? Promise.resolve()).then(work);
  const ended = turn
    .catch(() => {})
    .then(() => {
      if (rows.get(key) === ended) rows.delete(key);
    });
  rows.set(key, ended);
  return turn;
}
