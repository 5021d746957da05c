import { basename, dirname } from 'node:path';
import { withoutSlash } from '../params.ts';
import { Directory } from './directory.ts';

/** A path as system calls want it. */
export interface Place {
  readonly directory: Directory;
  /** The path itself: a name in that very directory. */
  readonly at: string;
}

/**
 * The directories that are worked in for a moment. The way to each is looked at once, and goes by that look until they are
 * closed.
 */
export class Directories {
  readonly #open = new Map<string, Directory>();

  /** @param path absolute */
  place(path: string): Place {
    const plain = withoutSlash(path);
    const parent = dirname(plain);
    let directory = this.#open.get(parent);
    if (!directory) {
      directory = Directory.open(parent, plain);
      this.#open.set(parent, directory);
    }
    return { directory, at: directory.at(basename(plain) || '.') };
  }

  get all(): readonly Directory[] {
    return [...this.#open.values()];
  }

  close(): void {
    for (const directory of this.#open.values()) directory.close();
    this.#open.clear();
  }
}

/** Runs work on one path. */
export function inPlace<T>(path: string, work: (place: Place) => T): T {
  const directories = new Directories();
  try {
    return work(directories.place(path));
  } finally {
    directories.close();
  }
}
