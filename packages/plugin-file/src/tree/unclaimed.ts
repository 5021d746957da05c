import { isTemporaryName } from '../disk/temporary-name.ts';
import type { Claims } from './claims.ts';
import type { Turns } from './turns.ts';
import { type Entry, eachEntry } from './walk.ts';

/**
 * Looks at everything in a directory that is to be purged: what no resource keeps, and nobody needs as the way to something
 * kept. Of a tree the top alone.
 *
 * @param path without a trailing slash
 * @param isCopied whether it is in the source directory, too
 */
export async function eachUnclaimed(
  at: string,
  path: string,
  claims: Claims,
  isCopied: (path: string) => boolean,
  turns: Turns,
  work: (entry: Entry, path: string) => Promise<void> | void,
): Promise<void> {
  await eachEntry(at, turns, async (entry) => {
    const entryPath = path === '/' ? `/${entry.name}` : `${path}/${entry.name}`;
    // One that is left over is swept up elsewhere; the rest are being written.
    if (claims.has(entryPath) || isTemporaryName(entry.name)) return;
    const isOnTheWay = claims.isAbove(entryPath) || isCopied(entryPath);
    if (!isOnTheWay) await work(entry, entryPath);
    else if (entry.stats.isDirectory())
      await eachUnclaimed(entry.at, entryPath, claims, isCopied, turns, work);
  });
}
