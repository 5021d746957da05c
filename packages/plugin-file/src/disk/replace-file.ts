import { resolve } from 'node:path';
import { asProblem } from '../errors.ts';
import { Directories } from './directories.ts';
import { putInPlace } from './put-in-place.ts';
import { Replacement } from './replacement.ts';
import type { Attributes } from './set-attributes.ts';

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
  attributes: Attributes = {},
): Promise<void> {
  const directories = new Directories();
  try {
    const replacement = new Replacement(directories.place(resolve(path)), path, content, attributes);
    const [result] = await putInPlace([replacement]);
    if (result!.status === 'rejected') throw result!.reason;
  } catch (error) {
    throw asProblem('write', path, error);
  } finally {
    directories.close();
  }
}
