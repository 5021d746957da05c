import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { hardLinked } from '../errors.ts';
import type { Place } from './directories.ts';
import { inside, O_PATH } from './handle.ts';
import { expectType } from './look.ts';
import { isRoot, isRootsAlone } from './root.ts';

const { O_NOFOLLOW } = constants;

export interface Attributes {
  /** The twelve low bits. */
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Sets what is given on an open file. The owner first: changing it clears the set-id bits. */
export function setAttributes(handle: number, { mode, uid, gid }: Attributes): void {
  if (uid !== undefined || gid !== undefined) {
    const present = fstatSync(handle);
    fchownSync(handle, uid ?? present.uid, gid ?? present.gid);
  }
  if (mode !== undefined) fchmodSync(handle, mode);
}

/** The same for what is at a place, if it is of the type that the path says. Whoever owns it need not be able to read it. */
export function setAttributesAt(
  { at, directory }: Place,
  path: string,
  { mode, uid, gid }: Attributes,
): void {
  const handle = openSync(at, O_PATH | O_NOFOLLOW);
  try {
    const present = fstatSync(handle);
    expectType(path, present);
    refuseHardLink(directory.at('.'), path, present);
    const named = inside(handle);
    if (uid !== undefined || gid !== undefined) chownSync(named, uid ?? present.uid, gid ?? present.gid);
    if (mode !== undefined) chmodSync(named, mode);
  } finally {
    closeSync(handle);
  }
}

/** Whoever may write in the directory can have put another's file there: the kernel need not forbid it (protected_hardlinks). */
function refuseHardLink(parent: string, path: string, present: Stats): void {
  if (isRoot() && present.isFile() && present.nlink > 1 && !isRootsAlone(statSync(parent)))
    throw hardLinked(path, present.nlink);
}
