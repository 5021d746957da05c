/** What became of one try. */
export interface Attempt<T> {
  /** Those that are not as they are to be. */
  readonly left: readonly T[];
  /** Why, as far as somebody said. */
  readonly error: unknown;
}

/**
 * Tries all items at once, and what is left in halves, down to those that fail alone. Returns those, with why. It tries again what
 * failed before others succeeded, since they may be what it needed.
 *
 * Of n items, of which g fail whatever else is done, it takes at most 2g(log2(n) + 2) tries.
 *
 * @param attempt rejects when nothing else is to be tried
 */
export async function settle<T>(
  items: readonly T[],
  attempt: (items: readonly T[]) => Promise<Attempt<T>>,
): Promise<ReadonlyMap<T, unknown>> {
  const failures = new Map<T, { readonly error: unknown; readonly doneBefore: number }>();
  let done = 0;

  const tryAll = async (some: readonly T[]): Promise<void> => {
    if (some.length === 0) return;
    const { left, error } = await attempt(some);
    done += some.length - left.length;
    if (some.length === 1) {
      if (left.length === 1) failures.set(some[0]!, { error, doneBefore: done });
      return;
    }
    const half = Math.ceil(left.length / 2);
    await tryAll(left.slice(0, half));
    await tryAll(left.slice(half));
  };

  let open = items;
  while (open.length > 0) {
    for (const item of open) failures.delete(item);
    await tryAll(open);
    open = items.filter((item) => (failures.get(item)?.doneBefore ?? done) < done);
  }
  return new Map([...failures].map(([item, { error }]) => [item, error]));
}
