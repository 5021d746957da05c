import { lstat, readdir, unlink } from 'node:fs/promises';
import type { Directory } from './directory.ts';
import { isLeftOver, isTemporaryName } from './temporary-name.ts';

/** Where it was done already: what is left over there now was left by somebody else meanwhile, and waits for our next start. */
const swept = new Set<string>();

/** Removes the temporary files of processes that were killed while they wrote in these directories. */
export async function sweepLeftOvers(directories: Iterable<Directory>): Promise<void> {
  await Promise.all(Array.from(directories, sweep));
}

async function sweep(directory: Directory): Promise<void> {
  if (swept.has(directory.path)) return;
  swept.add(directory.path);
  try {
    for (const name of await readdir(directory.at('.'))) {
      if (!isTemporaryName(name)) continue;
      const at = directory.at(name);
      const found = await lstat(at);
      if (found.isFile() && isLeftOver(name, found.mtimeMs)) await unlink(at);
    }
  } catch {
    // It may not be listed, or another one sweeps, too. Nothing of ours depends on it.
  }
}
