import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { toldAsProblem } from '../errors.ts';
import { expectType, lookAt } from './look.ts';
import { isRoot } from './root.ts';
import { type Attributes, setAttributes } from './set-attributes.ts';
import { withParent } from './with-parent.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

export interface ReplaceOptions extends Attributes {
  readonly signal?: AbortSignal;
}

/**
 * Gives a regular file new content, all or nothing: a reader sees the old file or the new one, and so does whoever looks
 * after a power failure. Mode and owner that are not given are those of the file that is there (the owner: if root calls; no set-id bits);
 * a new file is 0644 less the umask. At no moment is the content open to more than the mode that is asked for.
 *
 * Refuses anything but a regular file. A link that appears at the path meanwhile is replaced, never followed. Other hard
 * links to the file keep the old content. Throws a Problem when the system refuses.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: ReplaceOptions = {},
): Promise<void> {
  await toldAsProblem('write', path, () =>
    withParent(path, async (at, parent) => {
      const attributes = { ...(await presentAttributes(at, path)), ...given(options) };
      await writeAndRename(at, parent, content, attributes, options.signal);
      await syncDirectory(parent);
    }),
  );
}

async function presentAttributes(at: string, path: string): Promise<Attributes> {
  const present = await lookAt(at);
  if (!present) return {};
  expectType(path, present);
  const owner = isRoot() ? { uid: present.uid, gid: present.gid } : {};
  // Set-id bits are for the content that was there: who put them there did not mean ours.
  return { mode: present.mode & 0o777, ...owner };
}

/** Only what is given, so that an explicit `undefined` does not hide what is there. */
function given({ mode, uid, gid }: Attributes): Attributes {
  return Object.fromEntries(Object.entries({ mode, uid, gid }).filter(([, value]) => value !== undefined));
}

async function writeAndRename(
  at: string,
  parent: string,
  content: string | Uint8Array,
  attributes: Attributes,
  signal: AbortSignal | undefined,
): Promise<void> {
  const temporary = `${parent}/.homeostat-${randomBytes(12).toString('hex')}`;
  const createMode = attributes.mode === undefined ? 0o644 : 0o600;
  const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, createMode);
  try {
    await handle.writeFile(content, signal ? { signal } : {});
    await setAttributes(handle, attributes);
    await handle.sync();
    await rename(temporary, at);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}

/** So that the new name is still there after a power failure. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, O_RDONLY | O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
