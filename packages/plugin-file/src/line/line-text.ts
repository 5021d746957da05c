import { isUtf8 } from 'node:buffer';
import type { Stats } from 'node:fs';
import { Directories } from '../disk/directories.ts';
import { expectType } from '../disk/look.ts';
import { readOpened, readUpTo } from '../disk/read.ts';
import { replaceFile } from '../disk/replace-file.ts';
import { isRoot } from '../disk/root.ts';
import type { Attributes } from '../disk/set-attributes.ts';
import { asProblem, fileGrowing, fileNotText, fileTooLarge, notReadable } from '../errors.ts';
import { joinLines, splitLines, type TextLines } from './text-lines.ts';

/**
 * Larger files are not kept line by line: each check reads the whole.
 *
 * @unit bytes
 */
const largest = 8 * 1024 * 1024;

export interface FoundText {
  readonly text: TextLines;
  /** Those of the file that the text was read from, whatever is at the path by now. */
  readonly attributes: Attributes;
  /** Not everybody may read it. */
  readonly isSecret: boolean;
}

/** `undefined`: there is no such file. */
export function readText(path: string): FoundText | undefined {
  const directories = new Directories();
  try {
    const found = readOpened(directories.place(path).at, (handle, stats) => read(path, handle, stats));
    if (found === undefined) throw notReadable(path);
    return found;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw asProblem('read', path, error);
  } finally {
    directories.close();
  }
}

function read(path: string, handle: number, stats: Stats): FoundText {
  expectType(path, stats);
  const { size, mode, uid, gid } = stats;
  if (size > largest) throw fileTooLarge(path, largest);
  const content = readUpTo(size + 1, handle, 0);
  if (content.length > size) throw fileGrowing(path);
  if (!isUtf8(content)) throw fileNotText(path);
  return {
    text: splitLines(content.toString()),
    // Set-id bits are for the content that was there.
    attributes: { mode: mode & 0o777, ...(isRoot() && { uid, gid }) },
    isSecret: (mode & 0o004) === 0,
  };
}

/** Nobody gets to read in the new file what they could not in the one it was read from. */
export function writeText(path: string, text: TextLines, { attributes }: FoundText): Promise<void> {
  return replaceFile(path, joinLines(text), attributes);
}
