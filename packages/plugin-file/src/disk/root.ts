import type { Stats } from 'node:fs';

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Whether only root says what lies in a directory. An ACL that lets others write shows in the bits of the group. */
export function isRootsAlone(directory: Stats): boolean {
  return directory.uid === 0 && (directory.mode & 0o022) === 0;
}
