import type { Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

/** What lets somebody else say what a path leads to. */
export interface UntrustedPart {
  /** The path itself, or a directory or link on the way. */
  readonly path: string;
  /** As in "can be written by everybody". */
  readonly reason: string;
}

/**
 * Finds out who may write to what a path leads to, or exchange it. What is missing at its end is left out.
 *
 * @param path an absolute one
 * @param owners who may have a part in it besides root
 */
export async function untrustedPart(
  path: string,
  owners: readonly (number | undefined)[],
): Promise<UntrustedPart | undefined> {
  for (const [part, stats] of await wayTo(path)) {
    // A terminal belongs to whoever logged in there, and /dev/null to all.
    if (stats.isCharacterDevice()) continue;
    if (stats.uid !== 0 && !owners.includes(stats.uid))
      return { path: part, reason: `belongs to somebody else (uid ${stats.uid})` };
    // In a sticky directory nobody exchanges what is another's. A group may be that of its user alone.
    const isOpen = (stats.mode & (stats.isDirectory() ? 0o1002 : 0o002)) === 0o002;
    if (isOpen && !stats.isSymbolicLink()) return { path: part, reason: 'can be written by everybody' };
  }
  return undefined;
}

/** @source path_resolution(7) */
const mostLinks = 40;

/** All directories and links that a path leads through, and what is at its end. */
async function wayTo(path: string): Promise<Map<string, Stats>> {
  const way = new Map([['/', await lstat('/')]]);
  const rest = path.split('/');
  let links = 0;
  for (let at = '/'; rest.length > 0; ) {
    const name = rest.shift()!;
    const next = name === '..' ? dirname(at) : join(at, name);
    const stats = await lstatIfAny(next);
    if (!stats) break;
    way.set(next, stats);
    if (!stats.isSymbolicLink()) {
      at = next;
      continue;
    }
    links += 1;
    if (links > mostLinks) throw new Error(`ELOOP: too many links, ${path}`);
    // That of an open pipe leads to what is no path, and so to nothing.
    const target = await readlink(next);
    rest.unshift(...target.split('/'));
    if (isAbsolute(target)) at = '/';
  }
  return way;
}

async function lstatIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
