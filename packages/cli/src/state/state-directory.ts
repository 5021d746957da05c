import { lstat, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
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

/** Refuses a directory in which somebody else could write what we remember. A missing one is fine. */
export async function verifyStateDirectory(directory: string): Promise<void> {
  let stats: Awaited<ReturnType<typeof stat>>[];
  try {
    // The link too, when it is one: whoever owns it says where it leads.
    stats = [await lstat(directory), await stat(directory)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw stateDirectoryUnusable(directory, error);
  }
  const [, target] = stats;
  if (!target!.isDirectory()) throw stateDirectoryUnsafe(directory, 'is not a directory');
  const stranger = stats.find(({ uid }) => uid !== 0 && uid !== process.getuid?.());
  if (stranger) throw stateDirectoryUnsafe(directory, `belongs to somebody else (uid ${stranger.uid})`);
  if ((Number(target!.mode) & 0o022) !== 0) throw stateDirectoryUnsafe(directory, 'can be written by others');
}
