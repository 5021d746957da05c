import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { hostDown } from '../errors.ts';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs in a host, and what it has written so far. */
export class HostProcess {
  readonly #host: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<void>;
  readonly #signal: (signal: string) => Promise<unknown>;
  #isClosed = false;
  stdout = '';
  stderr = '';

  /** @param argv what to run on this machine so that it runs there, and how to send that a signal. */
  constructor(host: string, argv: readonly string[], signal: (signal: string) => Promise<unknown>) {
    const [program, ...args] = argv;
    this.#host = host;
    this.#signal = signal;
    this.#child = spawn(program!, args, { stdio: 'pipe' });
    this.#closed = once(this.#child, 'close').then(() => {
      this.#isClosed = true;
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    // A command that ends without having read all is no error of ours.
    this.#child.stdin.on('error', () => {});
  }

  /** Gives it this to read, and no more. */
  feed(input: string | Uint8Array): void {
    this.#child.stdin.end(input);
  }

  /** Resolves once the text was written, to either stream, so many times. */
  async told(text: string, times = 1): Promise<void> {
    const { stdout, stderr } = this.#child;
    while ((this.stdout + this.stderr).split(text).length <= times) {
      if (this.#isClosed) throw new Error(`ended without "${text}": ${this.stdout}${this.stderr}`);
      const rest = new AbortController();
      await Promise.race([once(stdout, 'data', rest), once(stderr, 'data', rest), this.#closed]);
      rest.abort();
    }
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    await this.#signal(signal);
  }

  /** Rejects if the host goes down before, or its D-Bus, which would tell how it ended. */
  async ended(): Promise<Ended> {
    await this.#closed;
    const { exitCode } = this.#child;
    // nsenter dies of what killed its child; systemd-run may lose D-Bus first, and then ends with 0.
    if (exitCode === null || /^Failed to query unit state: /m.test(this.stderr)) throw hostDown(this.#host);
    return { exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}
