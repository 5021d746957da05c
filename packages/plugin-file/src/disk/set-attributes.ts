import { constants, type Stats } from 'node:fs';
import { chmod, chown, type FileHandle, open, stat } from 'node:fs/promises';
import { hardLinked } from '../errors.ts';
import { expectType } from './look.ts';
import { isRoot, isRootsAlone } from './root.ts';
import { O_PATH, withParent } from './with-parent.ts';

const { O_NOFOLLOW } = constants;

export interface Attributes {
  /** The twelve low bits. */
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Sets what is given on an open file. The owner first: changing it clears the set-id bits. */
export async function setAttributes(handle: FileHandle, { mode, uid, gid }: Attributes): Promise<void> {
  if (uid !== undefined || gid !== undefined) {
    const present = await handle.stat();
    await handle.chown(uid ?? present.uid, gid ?? present.gid);
  }
  if (mode !== undefined) await handle.chmod(mode);
}

/** The same for what is at a path, if it is of the type that the path says. Whoever owns it need not be able to read it. */
export function setAttributesAt(path: string, attributes: Attributes): Promise<void> {
  return withParent(path, (at, parent) => setAttributesIn(parent, at, path, attributes));
}

/** The same in a directory that is held: `at` and `parent` as `withParent` gives them. */
export async function setAttributesIn(
  parent: string,
  at: string,
  path: string,
  { mode, uid, gid }: Attributes,
): Promise<void> {
  const handle = await open(at, O_PATH | O_NOFOLLOW);
  try {
    const present = await handle.stat();
    expectType(path, present);
    await refuseHardLink(parent, path, present);
    // This path leads to what was opened whatever has become of its name.
    const named = `/proc/self/fd/${handle.fd}`;
    if (uid !== undefined || gid !== undefined) await chown(named, uid ?? present.uid, gid ?? present.gid);
    if (mode !== undefined) await chmod(named, mode);
  } finally {
    await handle.close();
  }
}

/** Whoever may write in the directory can have put another's file there: the kernel need not forbid it (protected_hardlinks). */
async function refuseHardLink(parent: string, path: string, present: Stats): Promise<void> {
  if (isRoot() && present.isFile() && present.nlink > 1 && !isRootsAlone(await stat(parent)))
    throw hardLinked(path, present.nlink);
}
