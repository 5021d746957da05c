import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Watch, Watcher } from '@homeostat/resource';

/**
 * Calls back whenever a file has another content than before. A call that is under way is awaited, and followed by
 * one more when there was a notice meanwhile.
 */
export class ConfigFollower {
  readonly #path: string;
  readonly #watcher: Watcher;
  #changed: () => Promise<void> = async () => {};
  #seen: string | undefined;
  #watch: Watch | undefined;
  #looking: Promise<void> | undefined;
  #noticed = false;

  constructor(file: string, watcher: Watcher) {
    this.#path = resolve(file);
    this.#watcher = watcher;
  }

  /** Takes what the file holds now as known. Called before the file is first read by anybody else. */
  async remember(): Promise<void> {
    this.#seen = await this.#read();
  }

  async start(changed: () => Promise<void>): Promise<void> {
    this.#changed = changed;
    this.#watch = await this.#watcher.watch(this.#path, () => void this.#look());
    await this.#look();
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    await this.#looking;
  }

  #look(): Promise<void> {
    this.#noticed = true;
    this.#looking ??= this.#lookUntilStill();
    return this.#looking;
  }

  async #lookUntilStill(): Promise<void> {
    try {
      while (this.#noticed) {
        this.#noticed = false;
        const found = await this.#read();
        if (found === this.#seen) continue;
        this.#seen = found;
        await this.#changed();
      }
    } finally {
      this.#looking = undefined;
    }
  }

  /** A hash of the content; `undefined`: it can't be read. Why is told by whoever reads it next. */
  #read(): Promise<string | undefined> {
    return readFile(this.#path).then(
      (content) => createHash('sha256').update(content).digest('hex'),
      () => undefined,
    );
  }
}
