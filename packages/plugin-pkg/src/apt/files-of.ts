import { join } from 'node:path';
import { markDirectories } from '../backend/mark-directories.ts';
import type { DpkgEntry } from './dpkg-entry.ts';
import { readIfAny } from './read-if-any.ts';

/** What a package has put on the disk, directories with a trailing slash. `undefined`: dpkg keeps no list of it. */
export function filesOf({ name, architecture }: DpkgEntry, directory: string): string[] | undefined {
  const read = (suffix: string) =>
    readLines(join(directory, 'info', `${name}:${architecture}.${suffix}`)) ??
    readLines(join(directory, 'info', `${name}.${suffix}`));
  // The first line is "/.", and stands for the root.
  const paths = read('list')?.filter((path) => path !== '/.');
  if (!paths) return undefined;
  // 32 digits, two blanks, and the path without its first slash.
  const files = new Set(read('md5sums')?.map((line) => `/${line.slice(34)}`));
  return markDirectories(paths, files);
}

function readLines(path: string): string[] | undefined {
  return readIfAny(path, 'utf8')
    ?.split('\n')
    .filter((line) => line !== '');
}
