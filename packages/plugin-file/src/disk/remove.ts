import { rmdirSync, unlinkSync } from 'node:fs';
import { isDirectoryPath } from '../params.ts';
import type { Directories } from './directories.ts';

/** Removes a file or a link, or with a trailing slash an empty directory. It may be gone already. */
export function remove(path: string, directories: Directories): void {
  try {
    const { at } = directories.place(path);
    if (isDirectoryPath(path)) rmdirSync(at);
    else unlinkSync(at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
