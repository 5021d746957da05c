import type { Directory } from './directory.ts';
import type { Listener } from './listener.ts';
import { type Look, neverLooked } from './look.ts';

/** Shared by all that have none: there may be a million entries. */
const nobody: readonly never[] = [];

/** A path that is watched, or that a watched path leads through. There may be nothing at it. */
export class Entry {
  readonly directory: Directory;
  /** That of the root is empty; it is an entry of itself. */
  readonly name: string;
  /** Who is told when what is here may have changed: hardly ever more than one. */
  #listeners: Listener | Set<Listener> | undefined;
  /** The watched links that lead here. */
  followers: readonly Entry[] = nobody;
  /** The directory that is here, or is to be. */
  inside: Directory | undefined;
  /** Where it leads, when it is a link. */
  target: Entry | undefined;
  /** What was seen here last. */
  look: Look = neverLooked;

  constructor(directory: Directory, name: string) {
    this.directory = directory;
    this.name = name;
  }

  get path(): string {
    const { path } = this.directory;
    return path === '/' ? `/${this.name}` : `${path}/${this.name}`;
  }

  /** As they are now, so that they may come and go meanwhile. */
  get listeners(): readonly Listener[] {
    if (this.#listeners instanceof Set) return [...this.#listeners];
    return this.#listeners ? [this.#listeners] : nobody;
  }

  listen(listener: Listener): void {
    if (this.#listeners === undefined) this.#listeners = listener;
    else if (this.#listeners instanceof Set) this.#listeners.add(listener);
    else this.#listeners = new Set([this.#listeners, listener]);
  }

  unlisten(listener: Listener): void {
    if (this.#listeners === listener) this.#listeners = undefined;
    else if (this.#listeners instanceof Set && this.#listeners.delete(listener) && this.#listeners.size === 0)
      this.#listeners = undefined;
  }

  /** Whether nobody needs it. Links that lead in a circle need each other, and stay until the watcher is closed. */
  get idle(): boolean {
    return this.#listeners === undefined && this.followers.length === 0 && !this.inside?.needed;
  }
}
