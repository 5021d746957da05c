import { constants } from 'node:fs';
import { chmod, chown, type FileHandle, open } from 'node:fs/promises';
import { withoutSlash } from '../params.ts';
import { expectType } from './look.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
// Linux's; Node has no name for it.
const O_PATH = 0o10000000;

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
export async function setAttributesAt(path: string, attributes: Attributes): Promise<void> {
  const handle = await openChecked(path, O_PATH | O_NOFOLLOW);
  try {
    const { uid, gid } = await handle.stat();
    // Such a handle only names what is there; this path leads to it whatever has become of its name.
    const named = `/proc/self/fd/${handle.fd}`;
    if (attributes.uid !== undefined || attributes.gid !== undefined) {
      await chown(named, attributes.uid ?? uid, attributes.gid ?? gid);
    }
    if (attributes.mode !== undefined) await chmod(named, attributes.mode);
  } finally {
    await handle.close();
  }
}

/** Opens for reading and never follows a link, waits for a pipe or gives out something of another type. */
export function openExpected(path: string): Promise<FileHandle> {
  return openChecked(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

async function openChecked(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(withoutSlash(path), flags);
  try {
    expectType(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
