import { lstatSync } from 'node:fs';
import { isRootsAlone } from './root.ts';

/**
 * Whether nobody but root can make the path of a directory lead elsewhere: each directory on the way is one, no link, and
 * the name of the next can't be taken away in it. Asked from the root down, so what was seen stays true.
 */
export function isGuardedPath(path: string): boolean {
  let above = lstatSync('/');
  for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
    const isLast = end === -1;
    const found = lstatSync(isLast ? path : path.slice(0, end), { throwIfNoEntry: false });
    if (!found?.isDirectory()) return false;
    // In a sticky directory others can't touch what is root's.
    const isSticky = above.uid === 0 && (above.mode & 0o1000) !== 0 && found.uid === 0;
    if (!isRootsAlone(above) && !isSticky) return false;
    if (isLast) return true;
    above = found;
  }
}
