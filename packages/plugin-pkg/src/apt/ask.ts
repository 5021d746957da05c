import { type ExecFileException, execFile } from 'node:child_process';
import { environment } from './environment.ts';
import { cantAsk } from './errors.ts';

/** The most that a program may answer; `apt-cache policy` of ten thousand names is 3 MiB. */
const maxBuffer = 64 * 1024 * 1024;

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  /** It did not end well. */
  readonly error: ExecFileException | null;
}

/** Runs a program that changes nothing, and returns what it wrote to stdout. Rejects with a Problem. */
export async function ask(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { stdout, stderr, error } = await hear(program, args, signal);
  if (error) throw cantAsk(program, error, stderr);
  return stdout;
}

/** The same for one whose failure is an answer, too. Rejects when the signal is aborted. */
export function hear(program: string, args: readonly string[], signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: environment(), signal, maxBuffer }, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason);
      else resolve({ stdout, stderr, error });
    });
  });
}
