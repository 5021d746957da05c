import { rmdirSync, unlinkSync } from 'node:fs';
import { mountedInside } from '../errors.ts';
import type { Turns } from './turns.ts';
import { eachEntry } from './walk.ts';

/**
 * Removes a directory with all that is in it. Follows no link, whoever puts one there meanwhile, and stops at other file
 * systems.
 *
 * @param path what is shown in errors
 */
export async function removeTree(at: string, path: string, turns: Turns): Promise<void> {
  await eachEntry(at, turns, async (entry, directory) => {
    const entryPath = `${path}/${entry.name}`;
    if (!entry.stats.isDirectory()) unlinkSync(entry.at);
    else if (entry.stats.dev !== directory.dev) throw mountedInside(entryPath);
    else await removeTree(entry.at, entryPath, turns);
  });
  rmdirSync(at);
}
