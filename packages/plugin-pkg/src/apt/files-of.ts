import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DpkgEntry } from './dpkg-entry.ts';

/** What a package has put on the disk, directories with a trailing slash. `undefined`: dpkg keeps no list of it. */
export function filesOf({ name, architecture }: DpkgEntry, directory: string): string[] | undefined {
  const read = (suffix: string) =>
    readLines(join(directory, 'info', `${name}:${architecture}.${suffix}`)) ??
    readLines(join(directory, 'info', `${name}.${suffix}`));
  // The first line is "/.", and stands for the root.
  const paths = read('list')?.filter((path) => path !== '/.');
  if (!paths) return undefined;
  const parents = new Set(paths.map((path) => dirname(path)));
  // 32 digits, two blanks, and the path without its first slash.
  const files = new Set(read('md5sums')?.map((line) => `/${line.slice(34)}`));
  const isDirectory = (path: string) => parents.has(path) || (!files.has(path) && isDirectoryOnDisk(path));
  return paths.map((path) => (isDirectory(path) ? `${path}/` : path));
}

function readLines(path: string): string[] | undefined {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** No list tells what is an empty directory, a link or a configuration file; the disk does. */
function isDirectoryOnDisk(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
