import { existsSync, rmSync } from 'node:fs';
import type { MemberToApply } from '@homeostat/resource';
import { wanted } from './differences.ts';
import { notWritten } from './errors.ts';
import { fetchLists } from './fetch-lists.ts';
import type { RepoParams } from './params.ts';
import type { Places } from './places.ts';
import { makeDurable, putFile } from './put-file.ts';

/** One after the other: apt has one lock for all lists. */
export async function applyAll(
  members: readonly MemberToApply<RepoParams>[],
  places: Places,
  lockSeconds: number,
  signal: AbortSignal,
): Promise<PromiseSettledResult<void>[]> {
  const results: PromiseSettledResult<void>[] = [];
  for (const member of members)
    results.push(...(await Promise.allSettled([applyOne(member, places, lockSeconds, signal)])));
  return results;
}

async function applyOne(
  { params, ctx }: MemberToApply<RepoParams>,
  places: Places,
  lockSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (params.state === 'absent') {
    change(params, () => {
      for (const path of [places.source(params), places.key(params)]) remove(path);
    });
    return;
  }
  const to = wanted(params);
  // First fetched, then declared: apt never has a source that it can't use.
  if (params.enabled) await fetchLists(params, to, places, lockSeconds, ctx, signal);
  change(params, () => {
    if (to.key !== undefined) putFile(places.key(params), to.key);
    putFile(places.source(params), to.source);
    // A key that nothing refers to any more is trusted for nothing, and goes last.
    if (to.key === undefined) remove(places.key(params));
  });
}

function remove(path: string): void {
  const directory = path.slice(0, path.lastIndexOf('/'));
  rmSync(path, { force: true });
  if (existsSync(directory)) makeDurable(directory);
}

function change({ name }: RepoParams, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw notWritten(name, error as NodeJS.ErrnoException);
  }
}
