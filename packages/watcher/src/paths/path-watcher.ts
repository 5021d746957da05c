import { dirname, resolve } from 'node:path';
import type { Problem, Watch } from '@homeostat/resource';
import { directoryNotWatched } from '../errors.ts';
import { Directory } from './directory.ts';
import { Entry } from './entry.ts';
import { observe } from './observe.ts';
import type { WatchDirectory } from './watch-directory.ts';

/**
 * Watches single paths. Each is the chain of entries that lead to it: `/a/b/c` is `a` in `/`, `b` in `/a` and `c` in
 * `/a/b`, and where one is a link, also the chain of its target. Entries and directories are shared by all paths that lead
 * through them, and each directory is watched once.
 *
 * The order that leaves no gap: watch a directory, then look at its entries.
 */
export class PathWatcher {
  readonly #directories = new Map<string, Directory>();
  readonly #watchDirectory: WatchDirectory;
  readonly #warn: (problem: Problem) => void;

  constructor(watchDirectory: WatchDirectory, warn: (problem: Problem) => void) {
    this.#watchDirectory = watchDirectory;
    this.#warn = warn;
  }

  watch(path: string, notify: () => void): Watch {
    const entry = this.#entryAt(resolve(path));
    const remove = entry.listeners.add(notify);
    return {
      close: () => {
        if (remove()) this.#release(entry);
      },
    };
  }

  close(): void {
    for (const directory of this.#directories.values()) {
      directory.armed?.close();
      for (const entry of directory.entries.values()) entry.listeners.clear();
    }
    this.#directories.clear();
  }

  /** Looks for what no event told, one entry with each step, and arms what could not be armed. */
  *sweep(): Generator<void, void> {
    for (const directory of this.#directories.values()) {
      if (!directory.armed) this.#arm(directory);
      for (const entry of directory.entries.values()) {
        if (this.#look(entry)) this.#touched(entry);
        yield;
      }
    }
  }

  #entryAt(path: string): Entry {
    const entry = new Entry(path);
    const directory = this.#directoryAt(entry.parent);
    const present = directory.entries.get(entry.name);
    if (present) return present;
    directory.entries.set(entry.name, entry);
    this.#look(entry);
    return entry;
  }

  #directoryAt(path: string): Directory {
    const present = this.#directories.get(path);
    if (present) return present;
    const link = path === dirname(path) ? undefined : this.#entryAt(path);
    const directory = new Directory(path, link);
    this.#directories.set(path, directory);
    if (link) link.inside = directory;
    this.#arm(directory);
    return directory;
  }

  /** Takes out an entry that nobody needs any more, and whatever was there only for it. */
  #release(entry: Entry): void {
    const directory = this.#directories.get(entry.parent);
    if (!entry.idle || !directory) return;
    directory.entries.delete(entry.name);
    this.#follow(entry, undefined);
    if (directory.entries.size > 0) return;
    directory.armed?.close();
    this.#directories.delete(directory.path);
    if (!directory.link) return;
    directory.link.inside = undefined;
    this.#release(directory.link);
  }

  #arm(directory: Directory): void {
    const before = directory.armed;
    directory.armed = undefined;
    const onEntry = (name: string) => {
      const entry = directory.entries.get(name);
      if (entry) this.#touched(entry);
    };
    const onLost = (cause: unknown) => {
      directory.armed = undefined;
      this.#warn(directoryNotWatched(directory.path, cause));
    };
    try {
      directory.armed = this.#watchDirectory(directory.path, onEntry, onLost);
    } catch (error) {
      if (!isMissing(error)) this.#warn(directoryNotWatched(directory.path, error));
    }
    before?.close();
  }

  /** Whether what is there differs from the last look. */
  #look(entry: Entry): boolean {
    const { fingerprint, target } = observe(entry.path);
    const differs = fingerprint !== entry.fingerprint;
    entry.fingerprint = fingerprint;
    if (target !== entry.target?.path) this.#follow(entry, target);
    return differs;
  }

  #follow(link: Entry, path: string | undefined): void {
    const before = link.target;
    link.target = path === undefined ? undefined : this.#entryAt(path);
    link.target?.followers.add(link);
    if (!before) return;
    before.followers.delete(link);
    this.#release(before);
  }

  #touched(entry: Entry): void {
    const affected = new Set<Entry>();
    this.#rebind(entry, affected);
    for (const { path, listeners } of affected) listeners.notify(path, this.#warn);
  }

  /** Binds everything that is reached through the entry to what is there now. */
  #rebind(entry: Entry, affected: Set<Entry>): void {
    if (affected.has(entry)) return;
    affected.add(entry);
    this.#look(entry);
    if (entry.inside) {
      this.#arm(entry.inside);
      for (const inner of entry.inside.entries.values()) this.#rebind(inner, affected);
    }
    for (const follower of entry.followers) this.#rebind(follower, affected);
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
