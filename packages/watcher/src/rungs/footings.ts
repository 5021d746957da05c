import type { Directory } from '../paths/directory.ts';
import { kindOf } from '../paths/look.ts';
import type { Ladder, Standing } from './ladder.ts';

/** How a part of what is watched is watched, and why so. */
export interface Footing extends Standing {
  /** Where the file system is mounted. */
  readonly mountPoint: string;
  /** Of the file system, as the kernel calls it. */
  readonly type: string;
  /** How many directories are watched there in this way, and how many names in them. */
  readonly directories: number;
  readonly entries: number;
}

/** Sums up directories by file system, rung and reason. Directories that are not there are left out. */
export function footings(directories: Iterable<Directory>, ladder: Ladder): Footing[] {
  const sums = new Map<string, Footing>();
  for (const directory of directories) {
    if (!directory.watch && kindOf(directory.link?.look ?? 0) === 'nothing') continue;
    const { rung, reason } = ladder.standing(directory);
    const { point: mountPoint, type } = directory.mount;
    const key = JSON.stringify([mountPoint, rung, reason]);
    const sum = sums.get(key) ?? { mountPoint, type, rung, reason, directories: 0, entries: 0 };
    sums.set(key, {
      ...sum,
      directories: sum.directories + 1,
      entries: sum.entries + directory.entries.size,
    });
  }
  return [...sums.values()];
}
