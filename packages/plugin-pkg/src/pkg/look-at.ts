import type { Member } from '@homeostat/resource';
import type { PackageBackend, PackageStatus } from '../backend/package-backend.ts';
import { needsAvailable } from './decide.ts';
import type { PkgParams } from './params.ts';

/** What there is of each name; of those that need it, also what could be installed. */
export async function lookAt(
  members: readonly Member<PkgParams>[],
  manager: PackageBackend,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PackageStatus>> {
  const names = [...new Set(members.map(({ params }) => params.name))];
  const statuses = new Map(byName(names, await manager.look(names, { available: false }, signal)));
  const open = members.filter(({ params }) =>
    needsAvailable(params, statuses.get(params.name)!, manager.compareVersions),
  );
  if (open.length === 0) return statuses;
  const openNames = [...new Set(open.map(({ params }) => params.name))];
  const more = await manager.look(openNames, { available: true }, signal);
  for (const [name, status] of byName(openNames, more)) statuses.set(name, status);
  return statuses;
}

function byName(
  names: readonly string[],
  statuses: readonly PackageStatus[],
): (readonly [string, PackageStatus])[] {
  return names.map((name, index) => [name, statuses[index]!] as const);
}
