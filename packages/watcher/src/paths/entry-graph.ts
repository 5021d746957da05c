import type { Problem } from '@homeostat/resource';
import { directoryNotWatched } from '../errors.ts';
import type { Mount, MountTable } from '../mounts/mount-table.ts';
import type { Ladder } from '../rungs/ladder.ts';
import { Directory } from './directory.ts';
import { Entry } from './entry.ts';
import { kindOf, type Look, look, lookLater, targetLater, targetOf } from './look.ts';

/** As many links as the kernel follows. */
const mostLinks = 40;

/**
 * The entries and directories that watched paths lead through. `/a/b/c` is `a` in `/`, `b` in `/a` and `c` in `/a/b`, and where
 * one is a link, also the chain of its target. They are shared by all paths, and each directory is watched once.
 *
 * The order that leaves no gap: watch a directory, then look at its entries.
 */
export class EntryGraph {
  readonly #directories = new Map<string, Directory>();
  readonly #ladder: Ladder;
  readonly #mounts: MountTable;
  readonly #warn: (problem: Problem) => void;

  constructor(ladder: Ladder, mounts: MountTable, warn: (problem: Problem) => void) {
    this.#ladder = ladder;
    this.#mounts = mounts;
    this.#warn = warn;
  }

  get directories(): Iterable<Directory> {
    return this.#directories.values();
  }

  /** That of a normal path, when anything watched leads through it. */
  knownAt(path: string): Entry | undefined {
    return this.#directories.get(directoryOf(path))?.entries.get(nameOf(path));
  }

  clear(): void {
    this.#directories.clear();
  }

  entryAt(path: string): Entry {
    const directory = this.directoryAt(directoryOf(path));
    const name = nameOf(path);
    const present = directory.entries.get(name);
    if (present) return present;
    const entry = new Entry(directory, name);
    directory.entries.set(name, entry);
    directory.watch?.add(entry);
    this.see(entry, path);
    return entry;
  }

  /** The directory at a path, which need not be there. */
  directoryAt(path: string): Directory {
    const present = this.#directories.get(path);
    if (present) return present;
    const link = path === '/' ? undefined : this.entryAt(path);
    // Looking at the entry may have made it.
    const made = this.#directories.get(path);
    return made ?? this.#open(path, link);
  }

  #open(path: string, link: Entry | undefined): Directory {
    const directory = new Directory(path, link, this.#mounts.root);
    this.#directories.set(path, directory);
    if (link) link.inside = directory;
    this.arm(directory);
    return directory;
  }

  /** Takes out an entry that nobody needs any more, and whatever was there only for it. */
  drop(entry: Entry): void {
    const { directory, name } = entry;
    if (!entry.idle || directory.entries.get(name) !== entry) return;
    directory.entries.delete(name);
    directory.watch?.remove(entry);
    this.#follow(entry, undefined);
    if (entry.inside) this.#shut(entry.inside);
    if (directory.needed) return;
    if (directory.link) this.drop(directory.link);
    else this.#shut(directory);
  }

  #shut(directory: Directory): void {
    directory.watch?.close();
    directory.watch = undefined;
    if (directory.link) directory.link.inside = undefined;
    this.#directories.delete(directory.path);
  }

  /** Watches what is at the directory's path now. */
  arm(directory: Directory): void {
    // It may have been let go since it was looked up.
    if (this.#directories.get(directory.path) !== directory) return;
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
  see(entry: Entry, path = entry.path): boolean {
    if (this.#looksLater(entry)) {
      // It is polled with the directory that it is.
      if (!entry.inside && !entry.directory.mount.remote) this.#open(entry.path, entry);
      return false;
    }
    const seen = look(path);
    const target = kindOf(seen) === 'link' ? targetOf(path) : undefined;
    return this.#saw(entry, seen, target);
  }

  /** The same, without waiting for a file system that may be dead. */
  async seeLater(entry: Entry): Promise<boolean> {
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

  #follow(link: Entry, path: string | undefined): void {
    const before = link.target;
    link.target = path === undefined ? undefined : this.entryAt(path);
    if (link.target) link.target.followers = [...link.target.followers, link];
    if (!before) return;
    before.followers = before.followers.filter((other) => other !== link);
    this.drop(before);
  }
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
