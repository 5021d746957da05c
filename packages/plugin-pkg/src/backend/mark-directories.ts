import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';

/** The paths of a package, with a slash after directories: lists of managers don't tell, and of an empty one only the disk knows. */
export function markDirectories(paths: readonly string[]): string[] {
  const parents = new Set(paths.map((path) => dirname(path)));
  return paths.map((path) => (parents.has(path) || isDirectory(path) ? `${path}/` : path));
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
