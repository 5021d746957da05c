import type { Change, Member } from '@homeostat/resource';
import { Accounts } from './accounts.ts';
import { differences } from './differences.ts';
import { Directories } from './disk/directories.ts';
import { asProblem } from './errors.ts';
import { inSlices } from './in-slices.ts';
import { type FileParams, withoutSlash } from './params.ts';
import { StatCache } from './stat-cache/stat-cache.ts';

export type Results<T> = PromiseSettledResult<T>[];

/** What differs, for each of these files. */
export async function checkAll(
  members: readonly Member<FileParams>[],
  signal: AbortSignal,
): Promise<Results<readonly Change[]>> {
  const { services } = members[0]!.ctx;
  const cache = await StatCache.of(services);
  const accounts = await Accounts.of(
    members.map(({ params }) => params),
    signal,
  );
  const outside = { accounts, cache };
  const results: Results<readonly Change[]> = [];
  const directories = new Directories();
  const checkOne = ({ params }: Member<FileParams>) => {
    try {
      results.push({ status: 'fulfilled', value: differences(params, directories, outside) });
    } catch (error) {
      results.push({ status: 'rejected', reason: asProblem('look at', withoutSlash(params.path), error) });
    }
  };
  await inSlices(members, signal, checkOne, () => directories.close());
  await cache.saveMany(services);
  return results;
}
