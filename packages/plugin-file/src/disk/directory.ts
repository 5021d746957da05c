import { closeSync, readlinkSync } from 'node:fs';
import { isGuardedPath } from './guarded-path.ts';
import { inside, openWithoutLink } from './handle.ts';
import { isRoot } from './root.ts';
import { walkTo } from './walk-to.ts';

/**
 * Exactly one directory, whatever is renamed meanwhile.
 *
 * Root does not follow a link that somebody else could have put on the way: work for a path in a user's directory would
 * be done wherever the user likes. Other users can only be led to where they may go anyway; they get plain paths.
 */
export class Directory {
  readonly path: string;
  readonly #prefix: string;
  readonly #held: number | undefined;

  private constructor(path: string, prefix: string, held?: number) {
    this.path = path;
    this.#prefix = prefix;
    this.#held = held;
  }

  /**
   * @param path absolute, without a trailing slash
   * @param wanted the path that it is opened for, as the user knows it
   */
  static open(path: string, wanted: string): Directory {
    // A call with a name below a held one takes twice as long, so it is held only where others could change the way.
    if (!isRoot() || isGuardedPath(path)) return new Directory(path, path === '/' ? '' : path);
    const held = openStraight(path) ?? walkTo(path, wanted);
    return new Directory(path, inside(held), held);
  }

  /** A path to be given to system calls, not to be shown. */
  at(name: string): string {
    return `${this.#prefix}/${name}`;
  }

  /** The same for another process of this user. */
  fromOutside(name: string): string {
    return this.#held === undefined ? this.at(name) : `/proc/${process.pid}/fd/${this.#held}/${name}`;
  }

  close(): void {
    if (this.#held !== undefined) closeSync(this.#held);
  }
}

/**
 * The quick way, for most paths: a directory whose name the kernel says to be the path has no link on the way to it.
 * `undefined`: there is one, or something else is the matter.
 */
function openStraight(path: string): number | undefined {
  let directory: number | undefined;
  try {
    directory = openWithoutLink(path);
    if (readlinkSync(inside(directory), 'buffer').equals(Buffer.from(path))) return directory;
  } catch {
    // The walk tells what is the matter.
  }
  if (directory !== undefined) closeSync(directory);
  return undefined;
}
