import type { Directory } from '../paths/directory.ts';
import type { DirectorySource, DirectoryWatch, Hearer } from './directory-source.ts';
import type { WatchDirectory } from './watch-directory.ts';

/**
 * By `fs.watch` of each directory, which is inotify on Linux. Fast, but what a queue that ran over has lost is lost without a
 * word (libuv leaves out IN_Q_OVERFLOW): the sweep finds it.
 */
export class FsWatch implements DirectorySource {
  readonly #watchDirectory: WatchDirectory;
  readonly #hearer: Hearer;
  readonly #open = new Set<{ close(): void }>();

  constructor(watchDirectory: WatchDirectory, hearer: Hearer) {
    this.#watchDirectory = watchDirectory;
    this.#hearer = hearer;
  }

  watch(directory: Directory): DirectoryWatch {
    let running = this.#start(directory);
    return {
      rung: 'fs-watch',
      renew: () => {
        const before = running;
        running = this.#start(directory);
        this.#stop(before);
      },
      add() {},
      remove() {},
      close: () => this.#stop(running),
    };
  }

  mountsChanged(): void {}

  close(): void {
    for (const running of this.#open) running.close();
    this.#open.clear();
  }

  #start(directory: Directory): { close(): void } {
    const onEntry = (name: string) => {
      const entry = directory.entries.get(name);
      this.#hearer.hear((turn) => {
        if (entry) turn.entry(entry, true);
        turn.within(directory, name);
      });
    };
    const running = this.#watchDirectory(directory.path, onEntry, (cause) => {
      this.#open.delete(running);
      this.#hearer.directoryLost(directory, cause);
    });
    this.#open.add(running);
    return running;
  }

  #stop(running: { close(): void }): void {
    this.#open.delete(running);
    running.close();
  }
}
