import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markDirectories } from '../backend/mark-directories.ts';
import type { DpkgEntry } from './dpkg-entry.ts';

/** What a package has put on the disk, directories with a trailing slash. `undefined`: dpkg keeps no list of it. */
export function filesOf({ name, architecture }: DpkgEntry, directory: string): string[] | undefined {
  const paths =
    readList(join(directory, 'info', `${name}:${architecture}.list`)) ??
    readList(join(directory, 'info', `${name}.list`));
  return paths && markDirectories(paths);
}

function readList(path: string): string[] | undefined {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    // The first line is "/.", and stands for the root.
    return lines.filter((line) => line !== '' && line !== '/.');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
