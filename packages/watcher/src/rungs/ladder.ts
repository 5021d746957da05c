import type { Directory } from '../paths/directory.ts';
import type { DirectoryWatch, EventCounts, Hearer, RungName } from './directory-source.ts';
import { Fanotify } from './fanotify.ts';
import { FsWatch } from './fs-watch.ts';
import type { GroupOptions, NativePart } from './native.ts';
import type { WatchDirectory } from './watch-directory.ts';

export interface LadderOptions extends GroupOptions {
  /** The native part, where there is one for this machine. */
  readonly native: NativePart | undefined;
  readonly watchDirectory: WatchDirectory;
}

/** The rung that a directory stands on, and why it is not a higher one. */
export interface Standing {
  readonly rung: RungName;
  readonly reason: string;
}

/** Chooses for each directory the best way to hear of changes that its file system and this process are allowed. */
export class Ladder {
  readonly #options: LadderOptions;
  readonly #fsWatch: FsWatch;
  #fanotify: Fanotify | undefined;
  /** Why there is no fanotify, or for which directories not. */
  #noFanotify = 'this build has no native part for this machine';
  readonly #refusals = new WeakMap<Directory, string>();

  constructor(options: LadderOptions, hearer: Hearer) {
    this.#options = options;
    this.#fsWatch = new FsWatch(options.watchDirectory, hearer);
    if (!options.native) return;
    const told: Hearer = {
      hear: (tell) => hearer.hear(tell),
      doubt: () => hearer.doubt(),
      directoryLost: (directory, cause) => hearer.directoryLost(directory, cause),
      lost: (cause) => {
        this.#fanotify = undefined;
        this.#noFanotify = `fanotify has failed (${codeOf(cause)})`;
        hearer.lost(cause);
      },
    };
    try {
      this.#fanotify = new Fanotify(options.native, options, told);
    } catch (error) {
      this.#noFanotify = `the kernel refuses fanotify (${codeOf(error)})`;
    }
  }

  get hasFanotify(): boolean {
    return this.#fanotify !== undefined;
  }

  /** What fanotify has told. */
  get counts(): EventCounts {
    return this.#fanotify?.counts ?? { events: 0, matched: 0, own: 0 };
  }

  /** Watches what is at the directory's path now. Throws when no rung can, or when there is no directory. */
  arm(directory: Directory): void {
    const { watch: before } = directory;
    if (before && (before.rung === 'poll') === directory.mount.remote) {
      try {
        before.renew();
        return;
      } catch {
        // It may be on another file system now, which this rung does not reach.
      }
    }
    before?.close();
    directory.watch = undefined;
    directory.watch = this.#watch(directory);
  }

  standing(directory: Directory): Standing {
    const rung = directory.polled ? 'poll' : (directory.watch?.rung ?? 'poll');
    return { rung, reason: this.#reason(directory, rung) };
  }

  mountsChanged(): void {
    this.#fanotify?.mountsChanged();
  }

  close(): void {
    this.#fanotify?.close();
    this.#fsWatch.close();
  }

  #watch(directory: Directory): DirectoryWatch {
    if (directory.mount.remote) return polled;
    if (!this.#fanotify) return this.#fsWatch.watch(directory);
    try {
      return this.#fanotify.watch(directory);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') throw error;
      this.#refusals.set(directory, `its file system refuses fanotify (${code})`);
      return this.#fsWatch.watch(directory);
    }
  }

  #reason(directory: Directory, rung: RungName): string {
    const { type, remote, byKernel } = directory.mount;
    if (rung === 'fs-watch') return this.#refusals.get(directory) ?? this.#noFanotify;
    if (rung === 'poll' && remote) return `${type} does not tell what other machines change`;
    if (rung === 'poll' && byKernel)
      return `${type} tells what programs write, but not what the kernel changes`;
    if (rung === 'poll') return 'the kernel refuses to watch it';
    const refused = directory.watch?.wholeRefused;
    if (refused) return `a mark on the whole file system is refused (${refused})`;
    if (rung === 'inode-marks')
      return `a mark for each directory, up to ${this.#options.mostInodeMarks}: it costs others nothing`;
    return 'one mark for any number of directories';
  }
}

const polled: DirectoryWatch = { rung: 'poll', renew() {}, add() {}, remove() {}, close() {} };

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
