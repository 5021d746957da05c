import { lstat } from 'node:fs/promises';
import type { ResourceContext } from '@homeostat/resource';
import { parseCommand } from './command-line.ts';
import { environment } from './environment.ts';
import { badEnding, createsUnreadable } from './errors.ts';
import type { ExecParams } from './params.ts';
import { runCommand } from './run-command.ts';

export function isGuarded({ ifcmd, creates }: ExecParams): boolean {
  return ifcmd !== undefined || creates !== undefined;
}

/** Whether every guard says that the command is needed. Without guards: yes. */
export async function guardsLetRun(params: ExecParams, ctx: ResourceContext): Promise<boolean> {
  if (params.creates !== undefined && (await exists(params.creates))) return false;
  return params.ifcmd === undefined || guardSaysNeeded(params.ifcmd, params, ctx);
}

async function guardSaysNeeded(ifcmd: string, params: ExecParams, ctx: ResourceContext): Promise<boolean> {
  const guard = parseCommand({ cmd: ifcmd, shell: params.ifshell });
  const outcome = await runCommand(
    guard,
    { cwd: params.ifcwd ?? params.cwd, env: environment(params.env), timeoutMs: 0 },
    ctx,
  );
  // A guard that did not come to its end by itself has given no answer.
  if (outcome.ending.by !== 'exit') throw badEnding(guard, outcome, 0);
  ctx.log.debug(`ifcmd ended with exit status ${outcome.ending.status}: ${outcome.output.trimEnd()}`);
  return outcome.ending.status === 0;
}

/** Whether anything is at the path, a dangling link too: it is what the command made. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return false;
    throw createsUnreadable(path, failure);
  }
}
