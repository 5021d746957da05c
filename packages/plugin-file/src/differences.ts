import type { Stats } from 'node:fs';
import type { Change } from '@homeostat/resource';
import { accountId, accountName } from './accounts.ts';
import { contentChange } from './content-change.ts';
import { expectType, look } from './disk/look.ts';
import { type FileParams, isDirectoryPath } from './params.ts';

/** What differs between the params and what is at the path. */
export async function differences(params: FileParams, signal: AbortSignal): Promise<Change[]> {
  const present = await look(params.path);
  if (params.state === 'absent') return absence(params.path, present);
  if (!present && params.state === 'undefined') return [];
  if (present) expectType(params.path, present);

  const changes = [
    present ? undefined : { property: 'state', from: 'absent', to: 'exists' },
    await contentChange(params, present, signal),
    await accountDifference('owner', params.owner, present?.uid, signal),
    await accountDifference('group', params.group, present?.gid, signal),
    modeDifference(params, present),
  ];
  return changes.filter((change) => change !== undefined);
}

function absence(path: string, present: Stats | undefined): Change[] {
  if (!present) return [];
  // A link is taken away like a file; what it leads to stays.
  if (isDirectoryPath(path) || !present.isSymbolicLink()) expectType(path, present);
  return [{ property: 'state', from: 'exists', to: 'absent' }];
}

async function accountDifference(
  property: 'owner' | 'group',
  declared: string | number | undefined,
  present: number | undefined,
  signal: AbortSignal,
): Promise<Change | undefined> {
  if (declared === undefined) return undefined;
  const database = property === 'owner' ? 'passwd' : 'group';
  const wanted = await accountId(database, declared, signal);
  if (wanted === present) return undefined;
  const to = await accountName(database, wanted, signal);
  return present === undefined
    ? { property, to }
    : { property, from: await accountName(database, present, signal), to };
}

function modeDifference({ mode }: FileParams, present: Stats | undefined): Change | undefined {
  if (mode === undefined) return undefined;
  if (!present) return { property: 'mode', to: formatMode(mode) };
  // The rest of the word is the type.
  const bits = present.mode & 0o7777;
  return bits === mode ? undefined : { property: 'mode', from: formatMode(bits), to: formatMode(mode) };
}

function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
