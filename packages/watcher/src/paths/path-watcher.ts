import { resolve } from 'node:path';
import type { Problem, Watch } from '@homeostat/resource';
import { directoryNotWatched, notifyFailed, watchDegraded } from '../errors.ts';
import type { Mount, MountTable } from '../mounts/mount-table.ts';
import type { Hearer, Turn } from '../rungs/directory-source.ts';
import type { Ladder } from '../rungs/ladder.ts';
import { Directory, type Wide } from './directory.ts';
import { Entry } from './entry.ts';
import { Listener } from './listener.ts';
import {
  kindOf,
  type Look,
  look,
  lookInside,
  lookInsideLater,
  lookLater,
  neverLooked,
  targetLater,
  targetOf,
} from './look.ts';

/** As many links as the kernel follows. */
const mostLinks = 40;

/**
 * Watches single paths. Each is the chain of entries that lead to it: `/a/b/c` is `a` in `/`, `b` in `/a` and `c` in
 * `/a/b`, and where one is a link, also the chain of its target. Entries and directories are shared by all paths that lead
 * through them, and each directory is watched once.
 *
 * The order that leaves no gap: watch a directory, then look at its entries.
 */
export class PathWatcher implements Hearer {
  readonly #directories = new Map<string, Directory>();
  readonly #ladder: Ladder;
  readonly #mounts: MountTable;
  readonly #warn: (problem: Problem) => void;
  /** Where file systems are mounted that a round of looks is at. */
  readonly #polling = new Set<string>();
  #closed = false;
  readonly #release = (listener: Listener) => {
    const { entry } = listener;
    entry.unlisten(listener);
    this.#drop(entry);
  };

  /** @param ladder given this watcher, which hears what its rungs tell */
  constructor(ladder: (hearer: Hearer) => Ladder, mounts: MountTable, warn: (problem: Problem) => void) {
    this.#mounts = mounts;
    this.#warn = warn;
    this.#ladder = ladder(this);
  }

  get directories(): Iterable<Directory> {
    return this.#directories.values();
  }

  watch(path: string, notify: () => void): Watch {
    const entry = this.#entryAt(normal(path));
    const listener = new Listener(entry, notify, this.#release);
    entry.listen(listener);
    return listener;
  }

  /** Watches the path, and whatever is directly in it. */
  watchEntries(path: string, notify: () => void): Watch {
    const tell = () => this.#call(path, notify);
    const self = this.watch(path, notify);
    const inside = this.widen(path, { within: tell, renewed: tell });
    return {
      close() {
        self.close();
        inside.close();
      },
    };
  }

  /** Tells of everything in a directory, whether or not it is there yet. */
  widen(path: string, wide: Wide): Watch {
    const directory = this.#directoryAt(normal(path));
    directory.wide = [...(directory.wide ?? []), wide];
    if (directory.wide.length === 1) this.#arm(directory);
    return {
      close: () => {
        const left = directory.wide?.filter((other) => other !== wide) ?? [];
        directory.wide = left.length > 0 ? left : undefined;
        if (directory.wide) return;
        if (directory.link) this.#drop(directory.link);
        if (this.#directories.get(directory.path) === directory) this.#arm(directory);
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#ladder.close();
    for (const directory of this.#directories.values()) {
      directory.wide = undefined;
      for (const entry of directory.entries.values()) {
        for (const listener of entry.listeners) listener.closed = true;
      }
    }
    this.#directories.clear();
  }

  /** Looks for what no event told, one entry with each step, and arms what could not be armed. */
  *sweep(): Generator<void, void> {
    for (const directory of this.#directories.values()) {
      if (!directory.polled) yield* this.#lookOver(directory);
    }
  }

  /**
   * Looks at what lies on file systems that do not tell everything. One after the other on each of them: a dead server keeps
   * one thread of the process, and only its own paths waiting, until a later call finds it awake.
   */
  async poll(): Promise<void> {
    const rounds = new Map<string, Directory[]>();
    for (const directory of this.#directories.values()) {
      if (!directory.polled) continue;
      const { point } = directory.mount;
      const round = rounds.get(point);
      if (round) round.push(directory);
      else rounds.set(point, [directory]);
    }
    await Promise.all([...rounds].map(([point, directories]) => this.#pollMount(point, directories)));
  }

  async #pollMount(point: string, directories: readonly Directory[]): Promise<void> {
    if (this.#polling.has(point)) return;
    this.#polling.add(point);
    for (const directory of directories) {
      if (directory.mount.remote) await this.#lookOverLater(directory);
      else for (const _ of this.#lookOver(directory));
    }
    this.#polling.delete(point);
  }

  /** One entry with each step. */
  *#lookOver(directory: Directory): Generator<void, void> {
    if (!directory.watch) this.#arm(directory);
    for (const entry of directory.entries.values()) {
      if (this.#see(entry)) this.#touched([entry], true);
      yield;
    }
    if (directory.wide) this.#sawInside(directory, yield* lookInside(directory.path));
  }

  async #lookOverLater(directory: Directory): Promise<void> {
    const { link, entries } = directory;
    // The place of the mount is in a directory that is not looked over here.
    const place = link && this.#mounts.at(link.path)?.remote ? [link] : [];
    for (const entry of [...place, ...entries.values()]) {
      if (await this.#seeLater(entry)) this.#touched([entry], true);
    }
    if (directory.wide) this.#sawInside(directory, await lookInsideLater(directory.path));
  }

  /** Something was mounted or unmounted. */
  mountsChanged(): void {
    this.#ladder.mountsChanged();
    const places = this.#mounts.refresh();
    this.#touched(
      places.flatMap((place) => this.#directories.get(directoryOf(place))?.entries.get(nameOf(place)) ?? []),
      true,
    );
  }

  hear(tell: (turn: Turn) => void): void {
    const replaced: Entry[] = [];
    const changed: Entry[] = [];
    const within: [Directory, string | undefined][] = [];
    tell({
      entry: (entry, isReplaced) => void (isReplaced ? replaced : changed).push(entry),
      within: (directory, name) => void within.push([directory, name]),
    });
    this.#touched(changed, false);
    this.#touched(replaced, true);
    for (const [directory, name] of within) {
      for (const wide of directory.wide ?? []) this.#call(directory.path, () => wide.within(name));
    }
  }

  doubt(): void {
    for (const directory of [...this.#directories.values()]) {
      this.#arm(directory);
      for (const entry of [...directory.entries.values()]) {
        this.#see(entry);
        this.#notify(entry);
      }
      this.#renewed(directory);
    }
  }

  lost(cause: unknown): void {
    this.#warn(watchDegraded(cause));
    for (const directory of this.#directories.values()) directory.watch = undefined;
    this.doubt();
  }

  directoryLost(directory: Directory, cause: unknown): void {
    directory.watch = undefined;
    this.#warn(directoryNotWatched(directory.path, cause));
  }

  #entryAt(path: string): Entry {
    const directory = this.#directoryAt(directoryOf(path));
    const name = nameOf(path);
    const present = directory.entries.get(name);
    if (present) return present;
    const entry = new Entry(directory, name);
    directory.entries.set(name, entry);
    directory.watch?.add(entry);
    this.#see(entry, path);
    return entry;
  }

  #directoryAt(path: string): Directory {
    const present = this.#directories.get(path);
    if (present) return present;
    const link = path === '/' ? undefined : this.#entryAt(path);
    // Looking at the entry may have made it.
    const made = this.#directories.get(path);
    return made ?? this.#open(path, link);
  }

  #open(path: string, link: Entry | undefined): Directory {
    const directory = new Directory(path, link, this.#mounts.root);
    this.#directories.set(path, directory);
    if (link) link.inside = directory;
    this.#arm(directory);
    return directory;
  }

  /** Takes out an entry that nobody needs any more, and whatever was there only for it. */
  #drop(entry: Entry): void {
    const { directory, name } = entry;
    if (!entry.idle || directory.entries.get(name) !== entry) return;
    directory.entries.delete(name);
    directory.watch?.remove(entry);
    this.#follow(entry, undefined);
    if (entry.inside) this.#shut(entry.inside);
    if (directory.needed) return;
    if (directory.link) this.#drop(directory.link);
    else this.#shut(directory);
  }

  #shut(directory: Directory): void {
    directory.watch?.close();
    directory.watch = undefined;
    if (directory.link) directory.link.inside = undefined;
    this.#directories.delete(directory.path);
  }

  #arm(directory: Directory): void {
    directory.mount = this.#mountOf(directory);
    try {
      this.#ladder.arm(directory);
    } catch (error) {
      if (!isMissing(error)) this.#warn(directoryNotWatched(directory.path, error));
    }
  }

  #mountOf({ path, link }: Directory): Mount {
    const at = this.#mounts.at(path);
    if (at || !link) return at ?? this.#mounts.root;
    let entry = link;
    for (let links = 0; entry.target && links < mostLinks; links += 1) entry = entry.target;
    return this.#mounts.at(entry.path) ?? entry.directory.mount;
  }

  /** Whether a look at it may keep us waiting: it lies on a file system of another machine, or is where one is mounted. */
  #looksLater(entry: Entry): boolean {
    if (!this.#mounts.hasRemote) return false;
    return entry.directory.mount.remote || this.#mounts.at(entry.path)?.remote === true;
  }

  /** Whether what is there differs from the last look. */
  #see(entry: Entry, path = entry.path): boolean {
    if (this.#looksLater(entry)) {
      // It is polled with the directory that it is.
      if (!entry.inside && !entry.directory.mount.remote) this.#open(entry.path, entry);
      return false;
    }
    const seen = look(path);
    const target = kindOf(seen) === 'link' ? targetOf(path) : undefined;
    return this.#saw(entry, seen, target);
  }

  async #seeLater(entry: Entry): Promise<boolean> {
    const { path } = entry;
    const seen = await lookLater(path);
    const target = kindOf(seen) === 'link' ? await targetLater(path) : undefined;
    // It may have been let go meanwhile.
    return entry.directory.entries.get(entry.name) === entry && this.#saw(entry, seen, target);
  }

  #saw(entry: Entry, seen: Look, target: string | undefined): boolean {
    const differs = seen !== entry.look;
    entry.look = seen;
    if (target !== entry.target?.path) this.#follow(entry, target);
    // A directory has a name of its own for what happens to itself.
    if (kindOf(seen) === 'directory' && !entry.inside && entry.name !== '') this.#open(entry.path, entry);
    return differs;
  }

  #sawInside(directory: Directory, seen: Look): void {
    const { listing: before } = directory;
    directory.listing = seen;
    if (seen === before) return;
    // Before the first look, only what happens on another machine has not been told.
    if (before !== neverLooked || directory.mount.remote) this.#renewed(directory);
  }

  #renewed(directory: Directory): void {
    for (const wide of directory.wide ?? []) this.#call(directory.path, () => wide.renewed());
  }

  #follow(link: Entry, path: string | undefined): void {
    const before = link.target;
    link.target = path === undefined ? undefined : this.#entryAt(path);
    if (link.target) link.target.followers = [...link.target.followers, link];
    if (!before) return;
    before.followers = before.followers.filter((other) => other !== link);
    this.#drop(before);
  }

  #touched(entries: readonly Entry[], replaced: boolean): void {
    // A look that was waited for may end after that.
    if (this.#closed) return;
    const affected = new Set<Entry>();
    for (const entry of entries) this.#touch(entry, replaced, affected);
    for (const entry of affected) this.#notify(entry);
  }

  /** @param replaced something else may be there now: everything that is reached through it is bound anew */
  #touch(entry: Entry, replaced: boolean, affected: Set<Entry>): void {
    if (affected.has(entry)) return;
    affected.add(entry);
    const { look: before } = entry;
    const differs = this.#see(entry);
    const rebinds = replaced || (differs && before !== neverLooked);
    if (entry.inside && rebinds) {
      this.#arm(entry.inside);
      for (const inner of entry.inside.entries.values()) this.#touch(inner, true, affected);
      this.#renewed(entry.inside);
    }
    for (const follower of entry.followers) this.#touch(follower, rebinds, affected);
  }

  #notify(entry: Entry): void {
    for (const listener of entry.listeners) {
      if (!listener.closed) this.#call(entry.path, listener.notify);
    }
  }

  #call(path: string, notify: () => void): void {
    try {
      notify();
    } catch (error) {
      this.#warn(notifyFailed(path, error));
    }
  }
}

/** The same text when it is one already: of a million paths, no second copy is kept. */
function normal(path: string): string {
  return /\/\.{0,2}(?:\/|$)/.test(path) ? resolve(path) : path;
}

/** What node:path does for any text, these do for a path that is normal: they are called for each of a million. */
function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
