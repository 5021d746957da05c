import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The paths of a package, with a slash after directories: lists of managers don't tell, and of an empty one only the disk knows.
 *
 * @param files those that are known to be none, and need not be looked at
 */
export function markDirectories(paths: readonly string[], files: ReadonlySet<string> = new Set()): string[] {
  const parents = new Set(paths.map((path) => dirname(path)));
  const isMarked = (path: string) => parents.has(path) || (!files.has(path) && isDirectory(path));
  return paths.map((path) => (isMarked(path) ? `${path}/` : path));
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
