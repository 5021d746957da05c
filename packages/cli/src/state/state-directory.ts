import type { Stats } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stateDirectoryUnsafe, stateDirectoryUnusable } from '../errors.ts';
import { type UntrustedPart, untrustedPart } from '../trust/untrusted-part.ts';

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
    await makeMissing(directory);
  } catch (error) {
    throw stateDirectoryUnusable(directory, error);
  }
}

// Not by `recursive`, which never ends where a directory is there and yet nothing can be made in it, as in /proc.
async function makeMissing(directory: string): Promise<void> {
  if (await statIfAny(directory)) return;
  await makeMissing(dirname(directory));
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    // Somebody else was faster.
    if (!(await statIfAny(directory))) throw error;
  }
}

/**
 * Refuses a directory in which somebody else could write what we remember, or that they could exchange; a missing one when they could
 * say where it is made.
 */
export async function verifyStateDirectory(directory: string): Promise<void> {
  let target: Stats | undefined;
  let part: UntrustedPart | undefined;
  try {
    target = await statIfAny(directory);
    part = await untrustedPart(directory, [process.getuid?.()]);
  } catch (error) {
    throw stateDirectoryUnusable(directory, error);
  }
  if (target && !target.isDirectory())
    throw stateDirectoryUnusable(directory, new Error('it is not a directory'));
  if (target && (target.mode & 0o022) !== 0)
    throw stateDirectoryUnsafe(directory, 'can be written by others');
  if (!part) return;
  const at = part.path === directory ? '' : `lies behind ${part.path}, which `;
  throw stateDirectoryUnsafe(directory, `${at}${part.reason}`);
}

async function statIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
