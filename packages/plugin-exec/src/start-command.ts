import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Problem } from '@homeostat/resource';
import type { Command } from './command-line.ts';
import { cwdMissing, notStarted, programNotFound } from './errors.ts';

export interface Surroundings {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Resolves once the program runs, as the leader of a process group of its own. Rejects with a Problem. */
export async function startCommand(command: Command, { cwd, env }: Surroundings): Promise<Child> {
  try {
    const child = spawn(command.program, command.args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw await whyNotStarted(command, cwd, error as NodeJS.ErrnoException);
  }
}

/** ENOENT says neither whether the program or the directory is missing; a look at the directory does. */
async function whyNotStarted(command: Command, cwd: string, error: NodeJS.ErrnoException): Promise<Problem> {
  const directory = await stat(cwd).then(
    (found) => found.isDirectory(),
    (reason: NodeJS.ErrnoException) => reason.code !== 'ENOENT' && reason.code !== 'ENOTDIR',
  );
  if (!directory) return cwdMissing(command, cwd, error);
  return error.code === 'ENOENT' ? programNotFound(command, error) : notStarted(command, error);
}
