import { type Change, DECLARED, type Member } from '@homeostat/resource';
import { Accounts } from './accounts.ts';
import { Contents } from './contents.ts';
import { refuseContradicted } from './contradiction.ts';
import { differences, type Outside } from './differences.ts';
import { Directories } from './disk/directories.ts';
import { look } from './disk/look.ts';
import { asProblem } from './errors.ts';
import { inSlices } from './in-slices.ts';
import { Keepers } from './keepers.ts';
import { type FileParams, isDirectoryPath, withoutSlash } from './params.ts';
import { readContext } from './selinux.ts';
import { StatCache } from './stat-cache/stat-cache.ts';
import { Claims } from './tree/claims.ts';
import { treeChanges } from './tree/tree-changes.ts';
import { Turns } from './tree/turns.ts';

export type Results<T> = PromiseSettledResult<T>[];

/** What differs, for each of these files. */
export async function checkAll(
  members: readonly Member<FileParams>[],
  signal: AbortSignal,
): Promise<Results<readonly Change[]>> {
  const { services } = members[0]!.ctx;
  const keepers = Keepers.of(services);
  const leave = keepers.joinUnwatched(members, ({ path }) => withoutSlash(path));
  try {
    return await checkKept(members, keepers, signal);
  } finally {
    leave();
  }
}

async function checkKept(
  members: readonly Member<FileParams>[],
  keepers: Keepers,
  signal: AbortSignal,
): Promise<Results<readonly Change[]>> {
  const directories = new Directories();
  const outside = await outsideOf(members, directories, signal);
  const results: Results<readonly Change[]> = [];
  const failed = ({ params }: Member<FileParams>, error: unknown): PromiseRejectedResult => ({
    status: 'rejected',
    reason: asProblem('look at', withoutSlash(params.path), error),
  });
  const checkOne = (member: Member<FileParams>) => {
    const { params, ctx } = member;
    try {
      refuseContradicted(keepers, ctx.id, params, outside.accounts);
      results.push({ status: 'fulfilled', value: differences(params, directories, outside) });
    } catch (error) {
      results.push(failed(member, error));
    }
  };
  await inSlices(members, signal, checkOne, () => directories.close());
  for (const [index, member] of members.entries()) {
    const result = results[index]!;
    if (result.status === 'rejected' || !reachesFurther(member.params)) continue;
    signal.throwIfAborted();
    try {
      const more = await differencesBeyond(member, directories, outside.cache, signal);
      if (more.length > 0) results[index] = { status: 'fulfilled', value: [...result.value, ...more] };
    } catch (error) {
      results[index] = failed(member, error);
    } finally {
      directories.close();
    }
  }
  await outside.cache.saveMany(members[0]!.ctx.services);
  return results;
}

/** What all checks of one pass go by. */
export async function outsideOf(
  members: readonly Member<FileParams>[],
  directories: Directories,
  signal: AbortSignal,
): Promise<Outside> {
  const declared = members.map(({ params }) => params);
  const cache = await StatCache.of(members[0]!.ctx.services);
  const accounts = await Accounts.of(declared, signal);
  const contents = await Contents.of(declared, directories);
  directories.close();
  return { accounts, cache, contents };
}

/** Whether more is to be looked at than the path itself. */
function reachesFurther({ path, state, source, purge, selinux }: FileParams): boolean {
  if (state === 'absent') return false;
  return selinux !== undefined || purge || (source !== undefined && isDirectoryPath(path));
}

async function differencesBeyond(
  { params, ctx }: Member<FileParams>,
  directories: Directories,
  cache: StatCache,
  signal: AbortSignal,
): Promise<Change[]> {
  const changes: Change[] = [];
  const present = look(params.path, directories);
  if (!present && params.state === 'undefined') return changes;
  if (params.selinux !== undefined) {
    const from = present && (await readContext(directories.place(params.path), params.path, signal));
    if (from !== params.selinux) changes.push({ property: 'selinux', from, to: params.selinux });
  }
  if (isDirectoryPath(params.path)) {
    const claims = Claims.of(ctx.services.get(DECLARED).identities('path'));
    changes.push(...(await treeChanges(params, { directories, cache, claims, turns: new Turns() })));
  }
  return changes;
}
