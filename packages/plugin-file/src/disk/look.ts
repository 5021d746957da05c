import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { otherType } from '../errors.ts';
import { isDirectoryPath, withoutSlash } from '../params.ts';
import { withParent } from './with-parent.ts';

/** What is at the path, without following a link there; `undefined`: nothing. */
export function look(path: string): Promise<Stats | undefined> {
  return unlessAbsent(withParent(path, (at) => lstat(at)));
}

/** The same in a directory that is held: `at` as `withParent` gives it. */
export function lookAt(at: string): Promise<Stats | undefined> {
  return unlessAbsent(lstat(at));
}

async function unlessAbsent(looked: Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await looked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Throws when what is there is not what the path says: a directory with a trailing slash, else a regular file. */
export function expectType(path: string, found: Stats): void {
  const fits = isDirectoryPath(path) ? found.isDirectory() : found.isFile();
  if (!fits)
    throw otherType(
      withoutSlash(path),
      nameType(found),
      isDirectoryPath(path) ? 'a directory' : 'a regular file',
    );
}

function nameType(stats: Stats): string {
  if (stats.isFile()) return 'a regular file';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
