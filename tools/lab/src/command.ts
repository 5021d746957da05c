import { type ExecFileException, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commandFailed } from './errors.ts';

const run = promisify(execFile);

/** Runs a program of this machine to its end. Returns what it wrote to stdout; throws when it fails. */
export async function command(program: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, args);
    return stdout;
  } catch (error) {
    const { code, stderr } = error as ExecFileException;
    throw commandFailed([program, ...args], code, stderr);
  }
}
