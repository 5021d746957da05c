import type { Stats } from 'node:fs';
import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stateDirectoryUnsafe, stateDirectoryUnusable } from '../errors.ts';

/** Where state is kept when nothing else is asked for. */
export function defaultStateDirectory(
  uid = process.getuid?.(),
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (uid === 0) return '/var/lib/homeostat';
  return join(env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'homeostat');
}

/** Where state is kept: what was asked for, or the usual place. */
export function stateDirectory(asked: string | undefined): string {
  return resolve(asked ?? defaultStateDirectory());
}

/** Makes the directory, for its owner alone, when it is missing. */
export async function makeStateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw stateDirectoryUnusable(directory, error);
  }
}

/**
 * Refuses a directory in which somebody else could write what we remember, or that they could exchange; a missing one when they could
 * say where it is made.
 */
export async function verifyStateDirectory(directory: string): Promise<void> {
  let target: Stats | undefined;
  let way: readonly (readonly [string, Stats])[];
  try {
    target = await statIfAny(directory);
    const present = await nearestPresent(directory);
    // The links on the way too: whoever owns one says where it leads.
    const paths = new Set([...upwards(present), ...upwards(await realpath(present))]);
    way = await Promise.all(Array.from(paths, async (path) => [path, await lstat(path)] as const));
  } catch (error) {
    throw stateDirectoryUnusable(directory, error);
  }
  if (target && !target.isDirectory())
    throw stateDirectoryUnusable(directory, new Error('it is not a directory'));
  if (target && (target.mode & 0o022) !== 0)
    throw stateDirectoryUnsafe(directory, 'can be written by others');
  for (const [path, stats] of way) {
    const at = path === directory ? '' : `lies behind ${path}, which `;
    if (stats.uid !== 0 && stats.uid !== process.getuid?.())
      throw stateDirectoryUnsafe(directory, `${at}belongs to somebody else (uid ${stats.uid})`);
    // In a sticky directory nobody exchanges what is another's. A group may be that of its user alone.
    if (stats.isDirectory() && (stats.mode & 0o1002) === 0o002)
      throw stateDirectoryUnsafe(directory, `${at}can be written by everybody`);
  }
}

async function statIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function nearestPresent(path: string): Promise<string> {
  return (await statIfAny(path)) ? path : nearestPresent(dirname(path));
}

/** A path, and all directories above it. */
function upwards(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}
