import type { Stats } from 'node:fs';
import type { Change } from '@homeostat/resource';
import type { Accounts } from './accounts.ts';
import { contentChange } from './content-change.ts';
import type { Directories } from './disk/directories.ts';
import { expectType, look } from './disk/look.ts';
import { type FileParams, isDirectoryPath } from './params.ts';
import type { StatCache } from './stat-cache/stat-cache.ts';
import { TextContent } from './text-content.ts';

/** What a check looks at beside the file. */
export interface Outside {
  readonly accounts: Accounts;
  readonly cache: StatCache;
}

const none: readonly Change[] = Object.freeze([]);

/** What differs between the params and what is at the path. */
export function differences(
  params: FileParams,
  directories: Directories,
  { accounts, cache }: Outside,
): readonly Change[] {
  const { path, content, owner, group } = params;
  const present = look(path, directories);
  if (params.state === 'absent') return absence(path, present);
  if (!present && params.state === 'undefined') return none;
  if (present) expectType(path, present);

  const changes: (Change | undefined)[] = [];
  if (!present) changes.push({ property: 'state', from: 'absent', to: 'exists' });
  if (content !== undefined) {
    const place = present && directories.place(path);
    changes.push(contentChange(params, new TextContent(content), present, place, cache));
  }
  if (owner !== undefined) changes.push(accountChange('owner', owner, present?.uid, accounts));
  if (group !== undefined) changes.push(accountChange('group', group, present?.gid, accounts));
  changes.push(modeChange(params, present));
  const found = changes.filter((change) => change !== undefined);
  return found.length === 0 ? none : found;
}

function absence(path: string, present: Stats | undefined): readonly Change[] {
  if (!present) return none;
  // A link is taken away like a file; what it leads to stays.
  if (isDirectoryPath(path) || !present.isSymbolicLink()) expectType(path, present);
  return [{ property: 'state', from: 'exists', to: 'absent' }];
}

function accountChange(
  property: 'owner' | 'group',
  declared: string | number,
  present: number | undefined,
  accounts: Accounts,
): Change | undefined {
  const database = property === 'owner' ? 'passwd' : 'group';
  const wanted = accounts.id(database, declared);
  if (wanted === present) return undefined;
  const to = accounts.name(database, wanted);
  return present === undefined ? { property, to } : { property, from: accounts.name(database, present), to };
}

function modeChange({ mode }: FileParams, present: Stats | undefined): Change | undefined {
  if (mode === undefined) return undefined;
  if (!present) return { property: 'mode', to: formatMode(mode) };
  // The rest of the word is the type.
  const bits = present.mode & 0o7777;
  return bits === mode ? undefined : { property: 'mode', from: formatMode(bits), to: formatMode(mode) };
}

function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
