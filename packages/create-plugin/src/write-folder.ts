import { lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { folderRefused, folderTaken } from './errors.ts';

/** Texts by their path in a folder. */
export type Files = Readonly<Record<string, string>>;

/**
 * Makes a folder with all its files, or nothing. It may be there already if it is empty.
 *
 * It is filled under another name beside its place, so that nobody sees half of it.
 */
export async function writeFolder(folder: string, files: Files): Promise<void> {
  if (await isTaken(folder)) throw folderTaken(folder);
  try {
    const scaffold = await mkdtemp(join(dirname(folder), '.create-plugin-'));
    try {
      // A folder of its own in there: mkdtemp makes one that only this user may read.
      const filled = join(scaffold, basename(folder));
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(filled, path)), { recursive: true });
        await writeFile(join(filled, path), text);
      }
      await rename(filled, folder);
    } finally {
      await rm(scaffold, { recursive: true });
    }
  } catch (error) {
    throw folderRefused(folder, error as Error);
  }
}

async function isTaken(folder: string): Promise<boolean> {
  try {
    return !(await lstat(folder)).isDirectory() || (await readdir(folder)).length > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw folderRefused(folder, error as Error);
  }
}
