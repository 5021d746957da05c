import { lstatSync, type Stats } from 'node:fs';
import { otherType } from '../errors.ts';
import { isDirectoryPath, withoutSlash } from '../params.ts';
import type { Directories } from './directories.ts';

/** What is at the path, without following a link there; `undefined`: nothing. */
export function look(path: string, directories: Directories): Stats | undefined {
  try {
    return lookAt(directories.place(path).at);
  } catch (error) {
    // Of the directory that it would be in.
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The same in a directory that is held. */
export function lookAt(at: string): Stats | undefined {
  return lstatSync(at, { throwIfNoEntry: false });
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
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

export function nameType(stats: Stats): string {
  if (stats.isFile()) return 'a regular file';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
