import { rmdir, unlink } from 'node:fs/promises';
import { isDirectoryPath, withoutSlash } from '../params.ts';

/** Removes a file or a link, or with a trailing slash an empty directory. It may be gone already. */
export async function remove(path: string): Promise<void> {
  try {
    await (isDirectoryPath(path) ? rmdir(withoutSlash(path)) : unlink(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
