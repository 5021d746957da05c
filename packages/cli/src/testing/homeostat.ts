import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../bin/homeostat.cjs', import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command, as it was built, in a process of its own. */
export class Homeostat {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(cwd: string, args: readonly string[]) {
    this.process = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.process, 'close');
    this.process.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.process.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
  }

  /** Resolves once the text was written, to either stream, so many times. */
  async told(text: string, times = 1): Promise<void> {
    while ((this.stdout + this.stderr).split(text).length <= times) {
      if (this.process.exitCode !== null || this.process.signalCode !== null)
        throw new Error(`ended without "${text}": ${this.stdout}${this.stderr}`);
      await Promise.race([
        once(this.process.stdout, 'data'),
        once(this.process.stderr, 'data'),
        this.#closed,
      ]);
    }
  }

  signal(signal: 'SIGINT' | 'SIGTERM'): void {
    this.process.kill(signal);
  }

  async ended(): Promise<Ended> {
    await this.#closed;
    return { exitCode: this.process.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}
