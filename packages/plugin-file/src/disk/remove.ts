import { rmdir, unlink } from 'node:fs/promises';
import { isDirectoryPath } from '../params.ts';
import { withParent } from './with-parent.ts';

/** Removes a file or a link, or with a trailing slash an empty directory. It may be gone already. */
export async function remove(path: string): Promise<void> {
  try {
    await withParent(path, (at) => (isDirectoryPath(path) ? rmdir(at) : unlink(at)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
