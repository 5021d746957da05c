import { resolve } from 'node:path';
import type { Problem, Watch } from '@homeostat/resource';
import { directoryNotWatched, notifyFailed, watchDegraded } from '../errors.ts';
import type { MountTable } from '../mounts/mount-table.ts';
import type { Hearer, Turn } from '../rungs/directory-source.ts';
import type { Ladder } from '../rungs/ladder.ts';
import type { Directory, Wide } from './directory.ts';
import type { Entry } from './entry.ts';
import { EntryGraph } from './entry-graph.ts';
import { Listener } from './listener.ts';
import { type Look, lookInside, lookInsideLater, neverLooked } from './look.ts';

/** Watches single paths and what is directly in directories: hears what the rungs tell, and tells who listens. */
export class PathWatcher implements Hearer {
  readonly #graph: EntryGraph;
  readonly #ladder: Ladder;
  readonly #mounts: MountTable;
  readonly #warn: (problem: Problem) => void;
  /** Where file systems are mounted that a round of looks is at. */
  readonly #polling = new Set<string>();
  #closed = false;
  readonly #release = (listener: Listener) => {
    const { entry } = listener;
    entry.unlisten(listener);
    this.#graph.drop(entry);
  };

  /** @param ladder given this watcher, which hears what its rungs tell */
  constructor(ladder: (hearer: Hearer) => Ladder, mounts: MountTable, warn: (problem: Problem) => void) {
    this.#mounts = mounts;
    this.#warn = warn;
    this.#ladder = ladder(this);
    this.#graph = new EntryGraph(this.#ladder, mounts, warn);
  }

  get directories(): Iterable<Directory> {
    return this.#graph.directories;
  }

  watch(path: string, notify: () => void): Watch {
    const entry = this.#graph.entryAt(normal(path));
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
    const directory = this.#graph.directoryAt(normal(path));
    directory.wide = [...(directory.wide ?? []), wide];
    if (directory.wide.length === 1) this.#graph.arm(directory);
    return {
      close: () => {
        const left = directory.wide?.filter((other) => other !== wide) ?? [];
        directory.wide = left.length > 0 ? left : undefined;
        if (directory.wide) return;
        if (directory.link) this.#graph.drop(directory.link);
        this.#graph.arm(directory);
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#ladder.close();
    for (const directory of this.#graph.directories) {
      directory.wide = undefined;
      for (const entry of directory.entries.values()) {
        for (const listener of entry.listeners) listener.closed = true;
      }
    }
    this.#graph.clear();
  }

  /** Looks for what no event told, one entry with each step, and arms what could not be armed. */
  *sweep(): Generator<void, void> {
    for (const directory of this.#graph.directories) {
      if (!directory.polled) yield* this.#lookOver(directory);
    }
  }

  /**
   * Looks at what lies on file systems that do not tell everything. One after the other on each of them: a dead server keeps
   * one thread of the process, and only its own paths waiting, until a later call finds it awake.
   */
  async poll(): Promise<void> {
    const rounds = new Map<string, Directory[]>();
    for (const directory of this.#graph.directories) {
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
    if (!directory.watch) this.#graph.arm(directory);
    for (const entry of directory.entries.values()) {
      if (this.#graph.see(entry)) this.#touched([entry], true);
      yield;
    }
    if (directory.wide) this.#sawInside(directory, yield* lookInside(directory.path));
  }

  async #lookOverLater(directory: Directory): Promise<void> {
    const { link, entries } = directory;
    // The place of the mount is in a directory that is not looked over here.
    const place = link && this.#mounts.at(link.path)?.remote ? [link] : [];
    for (const entry of [...place, ...entries.values()]) {
      if (await this.#graph.seeLater(entry)) this.#touched([entry], true);
    }
    if (directory.wide) this.#sawInside(directory, await lookInsideLater(directory.path));
  }

  /** Something was mounted or unmounted. */
  mountsChanged(): void {
    this.#ladder.mountsChanged();
    const places = this.#mounts.refresh();
    this.#touched(
      places.flatMap((place) => this.#graph.knownAt(place) ?? []),
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
    for (const directory of [...this.#graph.directories]) {
      this.#graph.arm(directory);
      for (const entry of [...directory.entries.values()]) {
        this.#graph.see(entry);
        this.#notify(entry);
      }
      this.#renewed(directory);
    }
  }

  lost(cause: unknown): void {
    this.#warn(watchDegraded(cause));
    for (const directory of this.#graph.directories) directory.watch = undefined;
    this.doubt();
  }

  directoryLost(directory: Directory, cause: unknown): void {
    directory.watch = undefined;
    this.#warn(directoryNotWatched(directory.path, cause));
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
    const differs = this.#graph.see(entry);
    const rebinds = replaced || (differs && before !== neverLooked);
    if (entry.inside && rebinds) {
      this.#graph.arm(entry.inside);
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
