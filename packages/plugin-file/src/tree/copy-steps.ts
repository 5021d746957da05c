import { readlinkSync, type Stats } from 'node:fs';
import { readSource } from '../contents.ts';
import type { Directories } from '../disk/directories.ts';
import { look, nameType } from '../disk/look.ts';
import { asProblem, otherTypeUnforced, sourceMissing, sourceOtherType, sourceSpecial } from '../errors.ts';
import { type FileParams, withoutSlash } from '../params.ts';
import type { StatCache } from '../stat-cache/stat-cache.ts';
import type { Claims } from './claims.ts';
import type { Turns } from './turns.ts';
import { type Entry, eachEntry } from './walk.ts';

/** One entry of a source directory whose copy is missing or differs. */
export interface CopyStep {
  /** Where it is copied from and to, without trailing slashes. */
  readonly from: string;
  readonly to: string;
  readonly stats: Stats;
  readonly present: Stats | undefined;
  /** Where a link leads. */
  readonly target?: string;
}

export interface CopyOutside {
  readonly directories: Directories;
  readonly cache: StatCache;
  readonly claims: Claims;
  readonly turns: Turns;
}

/**
 * Compares a source directory with its copy, a directory before what is in it. What other resources keep is left to them.
 * Gives the paths that the copy is to have.
 */
export async function eachCopyStep(
  { path, source, force }: FileParams,
  outside: CopyOutside,
  work: (step: CopyStep) => void | Promise<void>,
): Promise<Set<string>> {
  const copied = new Set<string>();
  const { directories, cache, claims, turns } = outside;

  const compare = async ({ name, at, stats }: Entry, from: string, to: string) => {
    const entryFrom = `${from}/${name}`;
    const entryTo = `${to}/${name}`;
    copied.add(entryTo);
    if (claims.has(entryTo)) return;
    const type = nameType(stats);
    const present = look(entryTo, directories);
    const sameType = present !== undefined && nameType(present) === type;
    if (present && !sameType && !force) throw otherTypeUnforced(entryTo, nameType(present), type);
    const step = { from: entryFrom, to: entryTo, stats, present };
    if (stats.isDirectory()) {
      if (!sameType) await work(step);
      await walk(entryFrom, entryTo);
    } else if (stats.isSymbolicLink()) {
      const target = readlinkSync(at);
      if (!sameType || readlinkSync(directories.place(entryTo).at) !== target)
        await work({ ...step, target });
    } else if (stats.isFile()) {
      if (!sameType || differ(step)) await work(step);
    } else throw sourceSpecial(entryFrom, type);
  };

  const differ = ({ from, to, stats, present }: CopyStep) =>
    stats.size !== present!.size || sum(from, stats) !== sum(to, present!);

  const sum = (file: string, stats: Stats) => {
    const known = cache.sumOf(file, stats);
    if (known !== undefined) return known;
    const readAt = Date.now();
    const read = readSource('source', file, directories).sum;
    if ((stats.mode & 0o004) !== 0) cache.remember(file, stats, readAt, read);
    return read;
  };

  const walk = async (from: string, to: string) => {
    let at: string;
    try {
      at = directories.place(from).at;
      await eachEntry(at, turns, (entry) => compare(entry, from, to));
    } catch (error) {
      throw asProblem('read', from, error);
    }
  };

  const root = withoutSlash(source!);
  const found = look(root, directories);
  if (!found) throw sourceMissing('source', root);
  if (!found.isDirectory()) throw sourceOtherType('source', root, nameType(found), 'a directory');
  await walk(root, withoutSlash(path));
  return copied;
}
