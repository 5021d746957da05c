import type { Directory } from '../paths/directory.ts';
import type { DirectorySource, DirectoryWatch, EventCounts, Hearer } from './directory-source.ts';
import { FanotifyGroup } from './fanotify-group.ts';
import type { GroupOptions, NativePart } from './native.ts';

/**
 * By fanotify: one mark for each file system, or one for each directory where that is refused or where they are few.
 *
 * One group serves nearly all file systems. One with weak ids, such as a subvolume of btrfs, is refused by a group that has
 * marks elsewhere (`EXDEV`), and gets its own.
 */
export class Fanotify implements DirectorySource {
  readonly #native: NativePart;
  readonly #options: GroupOptions;
  readonly #hearer: Hearer;
  readonly #groups: FanotifyGroup[] = [];

  /** Throws when the kernel refuses: it is too old, or the container forbids it. */
  constructor(native: NativePart, options: GroupOptions, hearer: Hearer) {
    this.#native = native;
    this.#options = options;
    this.#hearer = hearer;
    this.#open();
  }

  watch(directory: Directory): DirectoryWatch {
    for (const group of this.#groups) {
      try {
        return group.watch(directory);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      }
    }
    return this.#open().watch(directory);
  }

  get counts(): EventCounts {
    const all = this.#groups.map(({ stats }) => stats);
    const sum = (count: keyof EventCounts) => all.reduce((total, stats) => total + stats[count], 0);
    return { events: sum('events'), matched: sum('matched'), own: sum('own') };
  }

  mountsChanged(): void {
    for (const group of this.#groups) group.renewMarks();
  }

  close(): void {
    for (const group of this.#groups) group.close();
  }

  #open(): FanotifyGroup {
    const group = new FanotifyGroup(this.#native, this.#options, {
      hear: (tell) => this.#hearer.hear(tell),
      doubt: () => this.#hearer.doubt(),
      lost: (cause) => {
        this.close();
        this.#hearer.lost(cause);
      },
    });
    this.#groups.push(group);
    return group;
  }
}
