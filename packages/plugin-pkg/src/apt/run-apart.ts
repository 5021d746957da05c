import { spawn } from 'node:child_process';
import { CLOCK } from '@homeostat/resource';
import type { TransactionContext } from '../backend/package-backend.ts';
import { environment } from './environment.ts';
import { managerMissing } from './errors.ts';
import { Lines } from './lines.ts';
import { TailedFile } from './tailed-file.ts';

/**
 * How often we look for new output.
 *
 * Too small: a core is busy with looking. Too large: the progress that is shown lags.
 *
 * @unit milliseconds
 */
const lookMs = 100;

export interface Program {
  readonly argv: readonly string[];
  /** Given each line it writes. */
  onLine(line: string): void;
  /** Given each line it writes to descriptor 3. */
  onStatus?(line: string): void;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a program that has to come to its end whatever becomes of us: in a session of its own, where no Ctrl-C of our terminal
 * reaches it, and without a pipe to us that could break.
 *
 * `signal` is passed on to the program alone as SIGINT; `killSignal` to its process group as SIGKILL.
 */
export async function runApart(program: Program, context: TransactionContext): Promise<Ended> {
  const files = [new TailedFile(), new TailedFile()] as const;
  const lines = [new Lines(program.onLine), new Lines((line) => program.onStatus?.(line))] as const;
  const read = () => {
    for (const [index, file] of files.entries()) lines[index]!.push(file.readNew());
  };
  try {
    const [output, status] = files;
    const stopReading = repeat(read, context);
    try {
      return await toItsEnd(program, [output.descriptor, status.descriptor], context);
    } finally {
      stopReading();
      read();
      for (const each of lines) each.end();
    }
  } finally {
    for (const file of files) file.close();
  }
}

function toItsEnd(
  { argv: [program = '', ...args] }: Program,
  [output, status]: readonly [number, number],
  { signal, killSignal }: TransactionContext,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: '/',
      env: environment(),
      detached: true,
      stdio: ['ignore', output, output, status],
    });
    const stop = () => void child.kill('SIGINT');
    const kill = () => killGroup(child.pid);
    const disarm = () => {
      signal.removeEventListener('abort', stop);
      killSignal.removeEventListener('abort', kill);
    };
    signal.addEventListener('abort', stop);
    killSignal.addEventListener('abort', kill);
    child.once('error', (error) => {
      disarm();
      reject(managerMissing(program, error));
    });
    child.once('exit', (exitCode, signalled) => {
      disarm();
      resolve({ exitCode, signal: signalled });
    });
  });
}

/** dpkg, which apt gives a terminal and a session of its own, gets SIGHUP when apt is gone. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // It ended this moment.
  }
}

function repeat(work: () => void, { services }: TransactionContext): () => void {
  const clock = services.get(CLOCK);
  let callOff = () => {};
  const next = () => {
    callOff = clock.schedule(lookMs, () => {
      work();
      next();
    });
  };
  next();
  return () => callOff();
}
