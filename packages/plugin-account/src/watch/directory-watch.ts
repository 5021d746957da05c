import type { Watch, Watcher } from '@homeostat/resource';

/** The watch of a directory whose path may change. */
export class DirectoryWatch implements Watch {
  readonly #watcher: Watcher;
  readonly #root: string;
  readonly #notify: () => void;
  #path: string | undefined;
  #watch: Watch | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param root what stands in front of every path */
  constructor(watcher: Watcher, root: string, notify: () => void) {
    this.#watcher = watcher;
    this.#root = root;
    this.#notify = notify;
  }

  /** Resolves once it is armed there, and tells it where it was elsewhere before: nobody saw what happened between. */
  follow(pathNow: () => string | undefined): Promise<void> {
    this.#last = this.#last.catch(() => {}).then(() => this.#move(pathNow()));
    return this.#last;
  }

  async #move(path: string | undefined): Promise<void> {
    const before = this.#path;
    if (path === before) return;
    await this.#watch?.close();
    this.#watch = undefined;
    this.#path = undefined;
    if (path === undefined) return;
    this.#watch = await this.#watcher.watch(this.#root + path, this.#notify);
    this.#path = path;
    if (before !== undefined) this.#notify();
  }

  async close(): Promise<void> {
    await this.follow(() => undefined).catch(() => {});
  }
}
