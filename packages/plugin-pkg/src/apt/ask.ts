import { execFile } from 'node:child_process';
import { environment } from './environment.ts';
import { cantAsk } from './errors.ts';

/** The most that a program may answer; `apt-cache policy` of ten thousand names is 3 MiB. */
const maxBuffer = 64 * 1024 * 1024;

/** Runs a program that changes nothing, and returns what it wrote to stdout. Rejects with a Problem. */
export function ask(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: environment(), signal, maxBuffer }, (error, stdout, stderr) => {
      if (error) reject(signal.aborted ? signal.reason : cantAsk(program, error, stderr));
      else resolve(stdout);
    });
  });
}
