import { fingerprintOf, type ReadConfig } from '@homeostat/config';
import type { Watch, Watcher } from '@homeostat/resource';

type Files = ReadConfig['files'];
type Reread = (signal: AbortSignal) => Promise<Files>;

/**
 * Calls back whenever one of the files that a config was read from is not any more as it was read. A call that is under
 * way is awaited, and followed by one more when there was a notice meanwhile.
 */
export class ConfigFollower {
  readonly #watcher: Watcher;
  #files: Files = new Map();
  readonly #closed = new AbortController();
  #reread: Reread = async () => this.#files;
  readonly #watches = new Map<string, Watch>();
  #looking: Promise<void> | undefined;
  #noticed = false;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  /**
   * @param files what has been read
   * @param reread reads the config again, and tells what from. Its signal: the answer is not awaited any more
   */
  async start(files: Files, reread: Reread): Promise<void> {
    this.#reread = reread;
    await this.#follow(files);
    await this.#look();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#looking;
    await this.#follow(new Map());
  }

  #look(): Promise<void> {
    this.#noticed = true;
    this.#looking ??= this.#lookUntilStill();
    return this.#looking;
  }

  async #lookUntilStill(): Promise<void> {
    try {
      while (this.#noticed && !this.#closed.signal.aborted) {
        this.#noticed = false;
        if (await this.#isAsRead()) continue;
        const files = await this.#reread(this.#closed.signal);
        if (await this.#follow(files)) this.#noticed = true;
      }
    } finally {
      this.#looking = undefined;
    }
  }

  async #isAsRead(): Promise<boolean> {
    for (const [path, fingerprint] of this.#files)
      if ((await fingerprintOf(path)) !== fingerprint) return false;
    return true;
  }

  /** Watches these files and no others. Tells whether there are new ones: they may have changed since they were read. */
  async #follow(files: Files): Promise<boolean> {
    this.#files = files;
    for (const [path, watch] of this.#watches) {
      if (files.has(path)) continue;
      this.#watches.delete(path);
      await watch.close();
    }
    const added = [...files.keys()].filter((path) => !this.#watches.has(path));
    for (const path of added)
      this.#watches.set(path, await this.#watcher.watch(path, () => void this.#look()));
    return added.length > 0;
  }
}
