import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { withoutSlash } from '../params.ts';
import { expectType } from './look.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

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

/** The same for what is at a path, if it is of the type that the path says. */
export async function setAttributesAt(path: string, attributes: Attributes): Promise<void> {
  const handle = await openExpected(path);
  try {
    await setAttributes(handle, attributes);
  } finally {
    await handle.close();
  }
}

/** Opens for reading and never follows a link, waits for a pipe or gives out something of another type. */
export async function openExpected(path: string): Promise<FileHandle> {
  const handle = await open(withoutSlash(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    expectType(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
