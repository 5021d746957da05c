import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { Change } from '@homeostat/resource';
import { openExpected } from './disk/set-attributes.ts';

/**
 * Longer contents are described and not shown.
 *
 * @unit bytes
 */
const longestShown = 64 * 1024;

/** How the content differs, if it does. `present`: what is there now. */
export async function contentChange(
  path: string,
  present: Stats | undefined,
  content: string,
  signal: AbortSignal,
): Promise<Change | undefined> {
  const wanted = Buffer.from(content);
  if (!present) return { property: 'content', to: isShown(wanted) ? content : describeContent(wanted) };
  // Sizes that differ say enough of a large file; it may be a log of gigabytes.
  if (present.size !== wanted.length && present.size > longestShown)
    return { property: 'content', from: describeSize(present.size), to: describeContent(wanted) };
  const found = await read(path, signal);
  if (!found) return { property: 'content', from: 'not readable', to: describeContent(wanted) };
  if (found.equals(wanted)) return undefined;
  return isShown(found) && isShown(wanted)
    ? { property: 'content', from: found.toString(), to: content }
    : { property: 'content', from: describeContent(found), to: describeContent(wanted) };
}

/** `undefined`: this user may not read it. It may be replaced all the same. */
async function read(path: string, signal: AbortSignal): Promise<Buffer | undefined> {
  const handle = await openExpected(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') return undefined;
    throw error;
  });
  try {
    return await handle?.readFile({ signal });
  } finally {
    await handle?.close();
  }
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
