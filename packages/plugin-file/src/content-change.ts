import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { Change } from '@homeostat/resource';
import type { Place } from './disk/directories.ts';
import { expectType } from './disk/look.ts';
import { readOpened, readUpTo } from './disk/read.ts';
import { applyMode } from './mode/apply-mode.ts';
import type { FileParams } from './params.ts';
import type { StatCache } from './stat-cache/stat-cache.ts';
import type { WantedContent } from './wanted-content.ts';

/**
 * Longer contents are described and not shown.
 *
 * @unit bytes
 */
const longestShown = 64 * 1024;

/** How the content differs, if it does. `present`: what a look found at the place, or nothing. */
export function contentChange(
  params: FileParams,
  wanted: WantedContent,
  present: Stats | undefined,
  place: Place | undefined,
  cache: StatCache,
): Change | undefined {
  if (!present || !place) return changeOf({ to: shown(wanted.bytes()) }, isSecret(params, wanted));
  const isCached = !isSecret(params, wanted, present);
  if (isCached && present.size === wanted.size && cache.sumOf(params.path, present) === wanted.sum)
    return undefined;
  const readAt = Date.now();
  const read = readOpened(place.at, (handle, found) => {
    expectType(params.path, found);
    // By now it may be another file than the look found.
    const secret = isSecret(params, wanted, found);
    const values = differingValues(handle, found.size, wanted);
    if (!values && isCached && !secret) cache.remember(params.path, found, readAt, wanted.sum);
    return values ? changeOf(values, secret) : 'same';
  });
  if (read === 'same') return undefined;
  return (
    read ??
    changeOf({ from: 'not readable', to: describeContent(wanted.bytes()) }, isSecret(params, wanted, present))
  );
}

/** What not everybody may read in the file, or where it is taken from, nobody is to read in a log. */
function isSecret({ mode, secret }: FileParams, wanted: WantedContent, present?: Stats): boolean {
  if (secret || wanted.isSecret || isClosed(present?.mode)) return true;
  return mode !== undefined && isClosed(applyMode(mode, present?.mode, false));
}

function isClosed(bits: number | undefined): boolean {
  return bits !== undefined && (bits & 0o004) === 0;
}

interface Values {
  readonly from?: string;
  readonly to: string;
}

function changeOf(values: Values, secret: boolean): Change {
  return { property: 'content', ...values, ...(secret && { secret }) };
}

function differingValues(handle: number, size: number, wanted: WantedContent): Values | undefined {
  const content = wanted.bytes();
  // Sizes that differ say enough of a large file; it may be a log of gigabytes.
  if (size !== content.length && size > longestShown)
    return { from: describeSize(size), to: describeContent(content) };

  const most = Math.max(content.length, longestShown - 1);
  const found = readUpTo(most + 1, handle, size);
  if (found.equals(content)) return undefined;
  if (found.length > most) return { from: `more than ${describeSize(most)}`, to: describeContent(content) };
  return isShown(found) && isShown(content)
    ? { from: found.toString(), to: content.toString() }
    : { from: describeContent(found), to: describeContent(content) };
}

function shown(content: Buffer): string {
  return isShown(content) ? content.toString() : describeContent(content);
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
