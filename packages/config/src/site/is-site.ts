import { extname } from 'node:path';

/** Whether a file is one that is run, going by its name. */
export function isSite(file: string): boolean {
  return /^\.[cm]?[jt]s$/i.test(extname(file));
}
