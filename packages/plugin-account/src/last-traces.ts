import type { Database } from './database/database.ts';
import type { Keeping, NamedAccount } from './keeping.ts';

/**
 * What the files said of each resource when they were last read for it, by its check or by its watch. Only both together know
 * whether what is there now is news: a check may have come between two changes of which the watch sees the second alone.
 */
const last = new WeakMap<object, string | undefined>();

/** Returns whether they say something else than before, or may do so, since they can't be read. */
export function rememberTraces<P extends NamedAccount>(
  { traces }: Keeping<P>,
  params: P,
  database: Database,
): boolean {
  const before = last.get(params);
  const now = ifReadable(() => traces(params, database));
  last.set(params, now);
  return now === undefined || now !== before;
}

/** That they can't be read is told by the check. */
function ifReadable(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
