import type { Member } from '@homeostat/resource';
import type { PackageBackend, PackageStatus } from '../backend/package-backend.ts';
import { needsAvailable } from './decide.ts';
import type { PkgParams } from './params.ts';
import { parseState } from './wanted-state.ts';

/** What there is of each name; of those that need it, also what could be installed. */
export async function lookAt(
  members: readonly Member<PkgParams>[],
  manager: PackageBackend,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PackageStatus>> {
  const names = [...new Set(members.map(({ params }) => params.name))];
  const versions = new Map(members.flatMap(({ params }) => exactVersion(params)));
  const statuses = new Map(byName(names, await manager.look(names, { available: false, versions }, signal)));
  const open = members.filter(({ params }) => {
    const status = statuses.get(params.name)!;
    return status.available === undefined && needsAvailable(params, status, manager.compareVersions);
  });
  if (open.length === 0) return statuses;
  const openNames = [...new Set(open.map(({ params }) => params.name))];
  const more = await manager.look(openNames, { available: true, versions }, signal);
  for (const [name, status] of byName(openNames, more)) statuses.set(name, status);
  return statuses;
}

function exactVersion({ name, state }: PkgParams): readonly (readonly [string, string])[] {
  const wanted = parseState(state);
  return wanted.type === 'version' ? [[name, wanted.version]] : [];
}

function byName(
  names: readonly string[],
  statuses: readonly PackageStatus[],
): (readonly [string, PackageStatus])[] {
  return names.map((name, index) => [name, statuses[index]!] as const);
}
