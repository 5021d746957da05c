import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, Watch } from '@homeostat/resource';
import { Listeners } from '../listeners.ts';
import type { Wide } from '../paths/directory.ts';
import type { PathWatcher } from '../paths/path-watcher.ts';

/**
 * A directory with everything below it, as a watch of each directory in it. Links are not followed.
 *
 * The order that leaves no gap: watch a directory, then list it.
 */
export class DirectoryTree {
  readonly listeners = new Listeners();
  readonly #self: Watch;
  readonly #node: Node;

  constructor(root: string, paths: PathWatcher, warn: (problem: Problem) => void) {
    const notify = () => this.listeners.notify(root, warn);
    this.#self = paths.watch(root, notify);
    this.#node = new Node(root, paths, notify);
  }

  close(): void {
    this.listeners.clear();
    void this.#self.close();
    this.#node.close();
  }
}

/** One directory of the tree. */
class Node implements Wide {
  readonly #path: string;
  readonly #paths: PathWatcher;
  readonly #notify: () => void;
  readonly #inner = new Map<string, Node>();
  readonly #watch: Watch;

  constructor(path: string, paths: PathWatcher, notify: () => void) {
    this.#path = path;
    this.#paths = paths;
    this.#notify = notify;
    this.#watch = paths.widen(path, this);
    this.#list();
  }

  within(name: string | undefined): void {
    if (name !== undefined) this.#have(name, isDirectory(join(this.#path, name)));
    this.#notify();
  }

  renewed(): void {
    this.#list();
    this.#notify();
  }

  close(): void {
    for (const inner of this.#inner.values()) inner.close();
    this.#inner.clear();
    void this.#watch.close();
  }

  #list(): void {
    const directories = new Set(
      entriesOf(this.#path)
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
    );
    for (const name of this.#inner.keys()) if (!directories.has(name)) this.#have(name, false);
    for (const name of directories) this.#have(name, true);
  }

  /** One that was known and is another directory now has had its own `renewed`. */
  #have(name: string, present: boolean): void {
    const known = this.#inner.get(name);
    if (present && !known) this.#inner.set(name, new Node(join(this.#path, name), this.#paths, this.#notify));
    if (present || !known) return;
    this.#inner.delete(name);
    known.close();
  }
}

/** None in what is missing, is no directory or may not be read. */
function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
