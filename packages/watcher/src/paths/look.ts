import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { native } from '../rungs/native.ts';

/**
 * What one look at a path finds, in 32 bits so that a million of them take no room: the kind in the lowest two, and above it a
 * hash that differs when what is there has changed, or the errno when nothing is. 0 is no look.
 */
export type Look = number;

export const neverLooked: Look = 0;

const kinds = ['nothing', 'other', 'directory', 'link'] as const;

export function kindOf(look: Look): (typeof kinds)[number] {
  return kinds[look & 3]!;
}

/** Never follows a link at the path itself. */
export const look: (path: string) => Look = native?.look ?? lookByLstat;

function lookByLstat(path: string): Look {
  try {
    return lookOf(lstatSync(path));
  } catch (error) {
    return lookOfError(error);
  }
}

/** For file systems that may keep one waiting. Differs from `look` of the same thing. */
export function lookLater(path: string): Promise<Look> {
  return lstat(path).then(lookOf, lookOfError);
}

/** Where a link leads, or undefined when it has gone meanwhile. */
export function targetOf(link: string): string | undefined {
  try {
    return resolve(realpathSync(dirname(link)), readlinkSync(link));
  } catch {
    return undefined;
  }
}

export async function targetLater(link: string): Promise<string | undefined> {
  try {
    return resolve(await realpath(dirname(link)), await readlink(link));
  } catch {
    return undefined;
  }
}

/** All that is directly in a directory, as one look. Gives back control after each name. */
export function* lookInside(directory: string): Generator<void, Look> {
  let sum = 1;
  for (const name of namesIn(directory)) {
    sum = together(sum, name, look(join(directory, name)));
    yield;
  }
  return sum;
}

export async function lookInsideLater(directory: string): Promise<Look> {
  let sum = 1;
  for (const name of await readdir(directory).catch(() => []))
    sum = together(sum, name, await lookLater(join(directory, name)));
  return sum;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** In whatever order a directory is listed. */
function together(sum: Look, name: string, one: Look): Look {
  return (sum + Math.imul(hash(name) ^ one, 0x9e3779b1)) | 0 || 1;
}

function lookOf(stats: Stats): Look {
  const { dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs, birthtimeMs } = stats;
  const directory = stats.isDirectory();
  // Size and times of a directory change with each foreign file in it; its birth tells it from a new one of the same inode.
  const rest = directory ? [birthtimeMs] : [size, mtimeMs, ctimeMs];
  const kind = directory ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other';
  return pack(hash([dev, ino, mode, uid, gid, ...rest].join()), kind);
}

/** Missing and unreadable are states like any other. */
function lookOfError(error: unknown): Look {
  return pack((error as NodeJS.ErrnoException).errno ?? -1, 'nothing');
}

function pack(value: number, kind: (typeof kinds)[number]): Look {
  return (value << 2) | kinds.indexOf(kind);
}

/** FNV-1a */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}
