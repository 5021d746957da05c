import { posix } from 'node:path';
import type { Identity, Wish } from '@homeostat/resource';
import { parseCommand } from './command-line.ts';
import type { ExecParams } from './params.ts';

/** The programs that it runs, by the path or the name that is written: whoever brings them may come first. */
export function execIdentities(params: ExecParams): readonly Identity[] {
  const { cmd, args, shell, ifcmd, ifshell } = params;
  const guard = ifcmd === undefined ? [] : [parseCommand({ cmd: ifcmd, shell: ifshell }).program];
  const programs = new Set([parseCommand({ cmd, args, shell }).program, ...guard]);
  return [...programs].map((program) => ({
    type: 'command',
    value: program.startsWith('/') ? posix.normalize(program) : program,
  }));
}

/** The program comes first, and so do the directory it runs in and the one it makes something in. */
export function execWishes(params: ExecParams): readonly Wish[] {
  const { program } = parseCommand(params);
  const wishes = [after(directoryAndParents(params.cwd))];
  if (program.startsWith('/')) wishes.push(after([{ type: 'path', value: posix.normalize(program) }]));
  if (params.creates !== undefined) wishes.push(after(directoryAndParents(posix.dirname(params.creates))));
  return wishes;
}

function after(anyOf: readonly Identity[]): Wish {
  return { anyOf, order: 'after' };
}

/** Nearest first. */
function directoryAndParents(directory: string): Identity[] {
  const path = posix.normalize(`${directory}/`);
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index + 1);
  return ends.reverse().map((end) => ({ type: 'path', value: path.slice(0, end) }));
}
