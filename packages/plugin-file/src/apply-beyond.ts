import { mkdirSync } from 'node:fs';
import { DECLARED, type MemberToApply } from '@homeostat/resource';
import { differs } from './apply-one.ts';
import { makeBackup } from './backup.ts';
import type { Directories } from './disk/directories.ts';
import { look } from './disk/look.ts';
import { isOfForm } from './form.ts';
import { type FileParams, isDirectoryPath, withoutSlash } from './params.ts';
import { writeContext } from './selinux.ts';
import type { StatCache } from './stat-cache/stat-cache.ts';
import { applyTree } from './tree/apply-tree.ts';
import { Claims } from './tree/claims.ts';
import { clearWay } from './tree/clear-way.ts';
import { Turns } from './tree/turns.ts';

/** Whether more is to be done than at the path itself. */
export function reachesFurther({ recurse, purge, force, backup, selinux }: FileParams): boolean {
  return recurse || purge || force || backup !== undefined || selinux !== undefined;
}

/**
 * What comes before the work at the path itself: the directories on the way, a backup, and that nothing is in the way.
 * Returns what is to be done after it.
 */
export async function prepare(
  { params, changes, ctx }: MemberToApply<FileParams>,
  directories: Directories,
): Promise<() => void> {
  const { path, state, recurse, backup } = params;
  if (recurse && state === 'exists' && differs(changes, 'state')) makeParents(path, directories);
  const present = look(path, directories);
  if (!present || !(differs(changes, 'state') || differs(changes, 'content') || differs(changes, 'source')))
    return () => {};
  const fits = isOfForm(params, present);
  const goes = state === 'absent' || !fits;
  const isKept = backup !== undefined && (goes || !present.isDirectory());
  const after = isKept ? await makeBackup(params, present, directories, ctx.memory) : () => {};
  if (!fits || (goes && recurse)) await clearWay(directories.place(path).at, withoutSlash(path), new Turns());
  return after;
}

/** mkdir -p. What is declared of the directory is not meant for those on the way. */
function makeParents(path: string, directories: Directories): void {
  const names = withoutSlash(path).split('/').slice(1, -1);
  for (const index of names.keys()) {
    const parent = `/${names.slice(0, index + 1).join('/')}`;
    if (look(parent, directories)) continue;
    mkdirSync(directories.place(parent).at, 0o755);
  }
}

/** What comes after the work at the path itself: what is in a directory, and the label. */
export async function applyBeyond(
  { params, changes, ctx }: MemberToApply<FileParams>,
  directories: Directories,
  cache: StatCache,
  signal: AbortSignal,
): Promise<void> {
  const { path, state, selinux } = params;
  if (state === 'absent') return;
  if (selinux !== undefined && differs(changes, 'selinux'))
    await writeContext(directories.place(path), path, selinux, signal);
  if (isDirectoryPath(path) && (differs(changes, 'source') || differs(changes, 'purge'))) {
    const claims = Claims.of(ctx.services.get(DECLARED).identities('path'));
    await applyTree(params, { directories, cache, claims, turns: new Turns() });
  }
}
