import { lchownSync, lstatSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import type { Place } from './directories.ts';
import type { Attributes } from './set-attributes.ts';
import { temporaryName } from './temporary-name.ts';

/** Makes a symbolic link in place of what is there, if that is no directory. */
export function makeLink({ at, directory }: Place, target: string, attributes: Attributes): void {
  const temporary = directory.at(temporaryName());
  symlinkSync(target, temporary);
  try {
    setLinkOwner(temporary, attributes);
    renameSync(temporary, at);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

/** Of the link itself, never of what it leads to. */
export function setLinkOwner(at: string, { uid, gid }: Attributes): void {
  if (uid === undefined && gid === undefined) return;
  const present = lstatSync(at);
  lchownSync(at, uid ?? present.uid, gid ?? present.gid);
}
