import { statSync } from 'node:fs';

/**
 * The directory above a home in which somebody else than root could put a link in the place of what root is about to make there and to give
 * away. One that is sticky lets nobody replace what is root's.
 */
export function unsafeDirectoryAbove(home: string, root: string): string | undefined {
  const ends = [...home.matchAll(/\//g)].map(({ index }) => index + 1);
  return ends.map((end) => home.slice(0, end)).find((directory) => isUnsafe(root + directory));
}

function isUnsafe(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return false;
  const { uid, gid, mode } = found;
  const othersWrite = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0);
  return uid !== 0 || (othersWrite && (mode & 0o1000) === 0);
}
