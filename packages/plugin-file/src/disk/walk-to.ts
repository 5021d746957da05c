import { closeSync, fstatSync, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { linksWithoutEnd, linkUntrusted } from '../errors.ts';
import { inside, openWithoutLink } from './handle.ts';
import { isRootsAlone } from './root.ts';

/** As many as the kernel follows. */
const mostLinks = 40;

/** Opens a directory name by name, so that each link on the way is seen. `wanted`: the path it is opened for. */
export function walkTo(path: string, wanted: string): number {
  const names = namesIn(path);
  let links = 0;
  let directory = openWithoutLink('/');
  try {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const found = lstatSync(inside(directory, name));
      let next = inside(directory, name);
      if (found.isSymbolicLink()) {
        const target = trustedTarget(wanted, directory, name, found);
        links += 1;
        if (links > mostLinks) throw linksWithoutEnd(wanted);
        names.unshift(...namesIn(target));
        next = target.startsWith('/') ? '/' : inside(directory, '.');
      }
      const opened = openWithoutLink(next);
      closeSync(directory);
      directory = opened;
    }
    return directory;
  } catch (error) {
    closeSync(directory);
    throw error;
  }
}

function namesIn(path: string): string[] {
  return path.split('/').filter(Boolean);
}

/** Where a link leads that only root can have put there. Nobody else can change it after this look, either. */
function trustedTarget(wanted: string, directory: number, name: string, link: Stats): string {
  const around = fstatSync(directory);
  // In a sticky directory others can't touch what is root's; but a second name for root's link they may have made there.
  const isSafelySticky = around.uid === 0 && (around.mode & 0o1000) !== 0 && link.nlink === 1;
  if (link.uid !== 0 || !(isRootsAlone(around) || isSafelySticky))
    throw linkUntrusted(wanted, join(readlinkSync(inside(directory)), name), link, around);
  return readlinkSync(inside(directory, name));
}
