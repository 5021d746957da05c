import type { Directory } from '../paths/directory.ts';
import type { Entry } from '../paths/entry.ts';
import type { DirectoryWatch, EventCounts, RungName, Turn } from './directory-source.ts';
import { IdPool } from './id-pool.ts';
import { flags, type GroupOptions, type NativeGroup, type NativePart } from './native.ts';

export interface GroupHearer {
  hear(tell: (turn: Turn) => void): void;
  doubt(): void;
  lost(cause: unknown): void;
}

/** Directories and entries behind the numbers by which one fanotify group knows them. */
export class FanotifyGroup {
  readonly #native: NativeGroup;
  readonly #directories = new IdPool<Directory>();
  readonly #entries = new IdPool<Entry>();

  constructor(native: NativePart, options: GroupOptions, hearer: GroupHearer) {
    this.#native = new native.Group((pairs, names, overflow, failure) => {
      if (pairs.length > 0) hearer.hear((turn) => this.#tell(pairs, names, turn));
      if (overflow) hearer.doubt();
      if (failure) hearer.lost(failure);
    }, options);
  }

  watch(directory: Directory): DirectoryWatch {
    const id = this.#directories.add(directory);
    const renew = () => this.#native.bind(id, directory.path, directory.wide !== undefined);
    try {
      renew();
    } catch (error) {
      this.#directories.delete(id);
      throw error;
    }
    const add = (entry: Entry, name: string) => this.#native.addName(id, name, this.#entries.add(entry));
    const remove = (name: string) => this.#entries.delete(this.#native.removeName(id, name));
    const { link } = directory;
    // A change of mode or owner of a directory is told under its own handle, as that of ".".
    if (link) add(link, '.');
    for (const entry of directory.entries.values()) add(entry, nameOf(entry));
    const markOf = () => this.#native.markOf(id);
    return {
      get rung(): RungName {
        return markOf() === 'filesystem' ? 'filesystem-mark' : 'inode-marks';
      },
      get wholeRefused() {
        const mark = markOf();
        return mark === 'filesystem' || mark === 'inode' ? undefined : mark;
      },
      renew,
      add: (entry) => add(entry, nameOf(entry)),
      remove: (entry) => remove(nameOf(entry)),
      close: () => {
        for (const entry of directory.entries.values()) remove(nameOf(entry));
        if (link) remove('.');
        this.#native.unbind(id, directory.path);
        this.#directories.delete(id);
      },
    };
  }

  get stats(): EventCounts {
    return this.#native.stats();
  }

  renewMarks(): void {
    this.#native.renewMarks();
  }

  close(): void {
    this.#native.close();
  }

  #tell(pairs: Uint32Array, names: string[], turn: Turn): void {
    let named = 0;
    for (let at = 0; at < pairs.length; at += 2) {
      const id = pairs[at]!;
      const what = pairs[at + 1]!;
      if ((what & flags.within) === 0) {
        const entry = this.#entries.get(id);
        if (entry) turn.entry(entry, (what & flags.replaced) !== 0);
        continue;
      }
      const name = what & flags.named ? names[named++] : undefined;
      const directory = this.#directories.get(id);
      if (directory) turn.within(directory, name);
    }
  }
}

/** The root is an entry of itself. */
function nameOf(entry: Entry): string {
  return entry.name || '.';
}
