import { linkSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import type { Memory } from '@homeostat/resource';
import type { Directories } from './disk/directories.ts';
import { lookAt } from './disk/look.ts';
import { setAttributesAt } from './disk/set-attributes.ts';
import { backupTaken } from './errors.ts';
import { type FileParams, withoutSlash } from './params.ts';

/** Where what is replaced is kept, if it is. */
export function backupPath({ path, backup }: FileParams): string | undefined {
  return backup === undefined ? undefined : withoutSlash(path) + backup;
}

/**
 * Keeps what is at the path beside it, before it is replaced or removed: a file by a second name, a directory by its new
 * one. What lies there already makes way only if it is the backup that was made here before, and nobody changed it.
 *
 * Returns what is to be done once it has been replaced.
 */
export async function makeBackup(
  params: FileParams,
  present: Stats,
  directories: Directories,
  memory: Memory,
): Promise<() => void> {
  const path = backupPath(params)!;
  const place = directories.place(path);
  const inTheWay = lookAt(place.at);
  if (inTheWay) {
    if (inTheWay.isDirectory() || (await memory.recall()) !== stamp(inTheWay))
      throw backupTaken(withoutSlash(params.path), path);
    unlinkSync(place.at);
  }
  const { at } = directories.place(params.path);
  if (present.isDirectory()) renameSync(at, place.at);
  else linkSync(at, place.at);
  await memory.remember(stamp(lookAt(place.at)!));
  return () => {
    // A set-id program that was replaced, perhaps for a hole in it, is not to be run by its new name.
    if (present.isFile() && (present.mode & 0o6000) !== 0)
      setAttributesAt(place, path, { mode: present.mode & 0o1777 });
  };
}

/** The ctime is not in it: taking away the other name alters it. */
function stamp({ dev, ino, size, mtimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs].join(' ');
}
