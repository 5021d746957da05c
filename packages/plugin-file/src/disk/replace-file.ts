import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toldAsProblem } from '../errors.ts';
import { expectType, look } from './look.ts';
import { type Attributes, setAttributes } from './set-attributes.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

export interface ReplaceOptions extends Attributes {
  readonly signal?: AbortSignal;
}

/**
 * Gives a regular file new content, all or nothing: a reader sees the old file or the new one, and so does whoever looks
 * after a power failure. Mode and owner that are not given are those of the file that is there (the owner: if root calls);
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
  await toldAsProblem('write', path, async () => {
    const attributes = { ...(await presentAttributes(path)), ...given(options) };
    await writeAndRename(path, content, attributes, options.signal);
    await syncDirectory(dirname(path));
  });
}

async function presentAttributes(path: string): Promise<Attributes> {
  const present = await look(path);
  if (!present) return {};
  expectType(path, present);
  const owner = process.getuid?.() === 0 ? { uid: present.uid, gid: present.gid } : {};
  return { mode: present.mode & 0o7777, ...owner };
}

/** Only what is given, so that an explicit `undefined` does not hide what is there. */
function given({ mode, uid, gid }: Attributes): Attributes {
  return Object.fromEntries(Object.entries({ mode, uid, gid }).filter(([, value]) => value !== undefined));
}

async function writeAndRename(
  path: string,
  content: string | Uint8Array,
  attributes: Attributes,
  signal: AbortSignal | undefined,
): Promise<void> {
  const temporary = join(dirname(path), `.homeostat-${randomBytes(12).toString('hex')}`);
  const createMode = attributes.mode === undefined ? 0o644 : 0o600;
  const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, createMode);
  try {
    await handle.writeFile(content, signal ? { signal } : {});
    await setAttributes(handle, attributes);
    await handle.sync();
    await rename(temporary, path);
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
