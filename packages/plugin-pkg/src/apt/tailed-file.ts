import { closeSync, ftruncateSync, openSync, readSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { makeOwnDirectory } from './make-own-directory.ts';

/**
 * How much the file may hold of what was read, in bytes.
 *
 * Too small: what is written in the moment between reading and emptying may be lost. Too large: a program that writes without end
 * fills the memory that /run is in.
 */
const largest = 8 * 1024 * 1024;

/**
 * A file without a name that another process writes and we read as it grows. Unlike a pipe, the writer does not notice when we
 * are killed.
 */
export class TailedFile {
  readonly descriptor: number;
  readonly #decoder = new StringDecoder('utf8');
  readonly #buffer = Buffer.allocUnsafe(64 * 1024);
  #position = 0;

  constructor() {
    const own = makeOwnDirectory();
    try {
      const path = join(own, 'output');
      // Appended to: what two processes write does not overwrite each other.
      this.descriptor = openSync(path, 'ax+', 0o600);
      unlinkSync(path);
    } finally {
      rmdirSync(own);
    }
  }

  /** What was written since the last call. */
  readNew(): string {
    let text = '';
    for (;;) {
      const length = readSync(this.descriptor, this.#buffer, 0, this.#buffer.length, this.#position);
      if (length === 0) break;
      this.#position += length;
      text += this.#decoder.write(this.#buffer.subarray(0, length));
    }
    if (this.#position > largest) {
      // The writer appends, so it goes on at the new end.
      ftruncateSync(this.descriptor);
      this.#position = 0;
    }
    return text;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
