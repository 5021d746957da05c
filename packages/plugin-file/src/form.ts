import type { Stats } from 'node:fs';
import { nameType } from './disk/look.ts';
import { otherTypeUnforced } from './errors.ts';
import { type FileParams, isDirectoryPath, withoutSlash } from './params.ts';

/** What is to be at the path. */
export type Form = 'a regular file' | 'a directory' | 'a link';

export function formOf({ path, symlink }: FileParams): Form {
  if (symlink) return 'a link';
  return isDirectoryPath(path) ? 'a directory' : 'a regular file';
}

/** Whether what is there is of the declared form. Throws when it is not and may not be replaced. */
export function isOfForm(params: FileParams, found: Stats): boolean {
  const form = formOf(params);
  if (nameType(found) === form) return true;
  // A link to be absent is taken away like a file; what it leads to stays.
  if (params.state === 'absent' && form !== 'a directory' && found.isSymbolicLink()) return true;
  if (!params.force) throw otherTypeUnforced(withoutSlash(params.path), nameType(found), form);
  return false;
}
