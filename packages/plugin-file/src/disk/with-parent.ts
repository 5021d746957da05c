import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { linksWithoutEnd, linkUntrusted } from '../errors.ts';
import { isRoot, isRootsAlone } from './root.ts';

const { O_DIRECTORY, O_NOFOLLOW } = constants;
// Linux's; Node has no name for it. Such a handle only names what is there, and needs no right to read it.
export const O_PATH = 0o10000000;

/** As many as the kernel follows. */
const mostLinks = 40;

/**
 * Runs work on a path in exactly one parent directory, whatever is renamed meanwhile. `at` is the path and `parent` its
 * directory, to be given to system calls and not to be shown.
 *
 * Root does not follow a link that somebody else could have put on the way: work for a path in a user's directory would
 * be done wherever the user likes. Other users can only be led to where they may go anyway; they get plain paths.
 */
export async function withParent<T>(
  path: string,
  work: (at: string, parent: string) => Promise<T>,
): Promise<T> {
  const name = basename(path) || '.';
  if (!isRoot()) return work(`${dirname(path)}/${name}`, dirname(path));
  const absolute = resolve(path);
  const directory = (await openStraight(dirname(absolute))) ?? (await openParent(absolute));
  try {
    return await work(inside(directory, name), inside(directory));
  } finally {
    await directory.close();
  }
}

/**
 * The quick way, for most paths: a directory whose name the kernel says to be the path has no link on the way to it.
 * `undefined`: there is one, or something else is the matter.
 */
async function openStraight(path: string): Promise<FileHandle | undefined> {
  const directory = await openWithoutLink(path).catch(() => undefined);
  const name = directory && (await readlink(inside(directory), 'buffer').catch(() => undefined));
  if (name?.equals(Buffer.from(path))) return directory;
  await directory?.close();
  return undefined;
}

/** Opens name by name, so that each link on the way is seen. */
async function openParent(path: string): Promise<FileHandle> {
  const names = namesIn(dirname(path));
  let links = 0;
  let directory = await openWithoutLink('/');
  try {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const found = await lstat(inside(directory, name));
      let next = inside(directory, name);
      if (found.isSymbolicLink()) {
        const target = await trustedTarget(path, directory, name, found);
        links += 1;
        if (links > mostLinks) throw linksWithoutEnd(path);
        names.unshift(...namesIn(target));
        next = target.startsWith('/') ? '/' : inside(directory, '.');
      }
      const opened = await openWithoutLink(next);
      await directory.close();
      directory = opened;
    }
    return directory;
  } catch (error) {
    await directory.close();
    throw error;
  }
}

function namesIn(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function openWithoutLink(path: string): Promise<FileHandle> {
  return open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
}

/** Where a link leads that only root can have put there. Nobody else can change it after this look, either. */
async function trustedTarget(
  path: string,
  directory: FileHandle,
  name: string,
  link: Stats,
): Promise<string> {
  const around = await directory.stat();
  // In a sticky directory others can't touch what is root's; but a second name for root's link they may have made there.
  const isSafelySticky = around.uid === 0 && (around.mode & 0o1000) !== 0 && link.nlink === 1;
  if (link.uid !== 0 || !(isRootsAlone(around) || isSafelySticky))
    throw linkUntrusted(path, join(await readlink(inside(directory)), name), link, around);
  return readlink(inside(directory, name));
}

/** A path that leads to this very directory, whatever has become of its name. */
function inside(directory: FileHandle, ...names: string[]): string {
  return ['/proc/self/fd', directory.fd, ...names].join('/');
}
