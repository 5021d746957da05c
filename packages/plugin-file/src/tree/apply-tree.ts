import { mkdirSync, unlinkSync } from 'node:fs';
import { readSource } from '../contents.ts';
import { nameType } from '../disk/look.ts';
import { makeLink } from '../disk/make-link.ts';
import { putInPlace } from '../disk/put-in-place.ts';
import { Replacement } from '../disk/replacement.ts';
import { setAttributesAt } from '../disk/set-attributes.ts';
import { asProblem } from '../errors.ts';
import { type FileParams, withoutSlash } from '../params.ts';
import { clearWay } from './clear-way.ts';
import { type CopyOutside, type CopyStep, eachCopyStep } from './copy-steps.ts';
import { removeTree } from './remove-tree.ts';
import { eachUnclaimed } from './unclaimed.ts';

/** As many files are open at once until they are put in place. */
const together = 64;

/** Copies the source directory, then purges. What a directory holds is not there all at once; each file is. */
export async function applyTree(params: FileParams, outside: CopyOutside): Promise<void> {
  const { directories, claims, turns } = outside;
  let written: Replacement[] = [];
  const flush = async () => {
    const results = await putInPlace(written);
    written = [];
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
  const copy = async (step: CopyStep) => {
    const replacement = await copyOne(step, outside);
    if (replacement) written.push(replacement);
    if (written.length === together) await flush();
  };

  let copied = new Set<string>();
  if (params.source !== undefined) {
    try {
      copied = await eachCopyStep(params, outside, copy);
    } finally {
      await flush();
    }
  }
  if (!params.purge) return;
  const path = withoutSlash(params.path);
  const isCopied = (entryPath: string) => copied.has(entryPath);
  const { at } = directories.place(path);
  await eachUnclaimed(at, path, claims, isCopied, turns, async (entry, entryPath) => {
    try {
      if (entry.stats.isDirectory()) await removeTree(entry.at, entryPath, turns);
      else unlinkSync(entry.at);
    } catch (error) {
      throw asProblem('remove', entryPath, error);
    }
  });
}

async function copyOne(
  step: CopyStep,
  { directories, turns }: CopyOutside,
): Promise<Replacement | undefined> {
  const { from, to, stats, present, target } = step;
  try {
    const place = directories.place(to);
    // A file or a link takes the place of anything but a directory by itself.
    if (present && nameType(present) !== nameType(stats)) await clearWay(place.at, to, turns);
    const mode = stats.mode & 0o777;
    if (stats.isDirectory()) {
      mkdirSync(place.at, 0o700);
      setAttributesAt(place, `${to}/`, { mode });
    } else if (target !== undefined) makeLink(place, target, {});
    else {
      const attributes = present?.isFile() ? {} : { mode };
      return new Replacement(place, to, readSource('source', from, directories).bytes(), attributes);
    }
    return undefined;
  } catch (error) {
    throw asProblem('write', to, error);
  }
}
