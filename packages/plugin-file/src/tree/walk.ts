import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, type Stats } from 'node:fs';
import { inside } from '../disk/handle.ts';
import type { Turns } from './turns.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

export interface Entry {
  readonly name: string;
  /** Its path for system calls, in its directory however that is renamed. */
  readonly at: string;
  readonly stats: Stats;
}

/** Looks at each entry of a directory in the order of names, while it is held. A link is no directory. */
export async function eachEntry(
  at: string,
  turns: Turns,
  work: (entry: Entry, directory: Stats) => Promise<void>,
): Promise<void> {
  const handle = openSync(at, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    const directory = fstatSync(handle);
    for (const name of readdirSync(inside(handle)).sort()) {
      await turns.rest();
      const entryAt = inside(handle, name);
      const stats = lstatSync(entryAt, { throwIfNoEntry: false });
      if (stats) await work({ name, at: entryAt, stats }, directory);
    }
  } finally {
    closeSync(handle);
  }
}
