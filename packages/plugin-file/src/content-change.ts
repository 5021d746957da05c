import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Change } from '@homeostat/resource';
import { openToRead, readUpTo } from './disk/read.ts';
import type { FileParams } from './params.ts';

/**
 * Longer contents are described and not shown.
 *
 * @unit bytes
 */
const longestShown = 64 * 1024;

/** How the content differs, if it does. `present`: what a look found there. */
export async function contentChange(
  { path, content, mode }: FileParams,
  present: Stats | undefined,
  signal: AbortSignal,
): Promise<Change | undefined> {
  if (content === undefined) return undefined;
  const wanted = Buffer.from(content);
  const opened = present && (await openToRead(path));
  try {
    // By now it may be another file than the look found.
    const found = (await opened?.stat()) ?? present;
    const values = await differingValues(opened, found?.size, wanted, signal);
    // What not everybody may read in the file, nobody is to read in a log.
    const secret = [mode, found?.mode].some((bits) => bits !== undefined && (bits & 0o004) === 0);
    return values && { property: 'content', ...values, ...(secret && { secret }) };
  } finally {
    await opened?.close();
  }
}

async function differingValues(
  opened: FileHandle | undefined,
  size: number | undefined,
  wanted: Buffer,
  signal: AbortSignal,
): Promise<{ from?: string; to: string } | undefined> {
  if (size === undefined) return { to: isShown(wanted) ? wanted.toString() : describeContent(wanted) };
  if (!opened) return { from: 'not readable', to: describeContent(wanted) };
  // Sizes that differ say enough of a large file; it may be a log of gigabytes.
  if (size !== wanted.length && size > longestShown)
    return { from: describeSize(size), to: describeContent(wanted) };

  const most = Math.max(wanted.length, longestShown);
  const found = await readUpTo(most + 1, opened, signal);
  if (found.equals(wanted)) return undefined;
  if (found.length > most) return { from: `more than ${describeSize(most)}`, to: describeContent(wanted) };
  return isShown(found) && isShown(wanted)
    ? { from: found.toString(), to: wanted.toString() }
    : { from: describeContent(found), to: describeContent(wanted) };
}

function isShown(content: Buffer): boolean {
  return content.length <= longestShown && isText(content);
}

function isText(content: Buffer): boolean {
  return isUtf8(content) && !content.includes(0);
}

function describeContent(content: Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  return `${isText(content) ? 'text' : 'binary'}, ${describeSize(content.length)}, sha256:${hash}`;
}

function describeSize(size: number): string {
  return `${size.toLocaleString('en')} bytes`;
}
