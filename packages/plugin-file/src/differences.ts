import { readlinkSync, type Stats } from 'node:fs';
import type { Change } from '@homeostat/resource';
import type { Accounts } from './accounts.ts';
import { contentChange } from './content-change.ts';
import type { Contents } from './contents.ts';
import type { Directories } from './disk/directories.ts';
import { look, nameType } from './disk/look.ts';
import { formOf, isOfForm } from './form.ts';
import { applyMode } from './mode/apply-mode.ts';
import type { FileParams } from './params.ts';
import type { StatCache } from './stat-cache/stat-cache.ts';

/** What a check looks at beside the file. */
export interface Outside {
  readonly accounts: Accounts;
  readonly cache: StatCache;
  readonly contents: Contents;
}

const none: readonly Change[] = Object.freeze([]);

/** What differs between the params and what is at the path itself. */
export function differences(
  params: FileParams,
  directories: Directories,
  { accounts, cache, contents }: Outside,
): readonly Change[] {
  const { path, state, owner, group } = params;
  const found = look(path, directories);
  if (!found && state !== 'exists') return none;
  const fits = found !== undefined && isOfForm(params, found);
  if (state === 'absent') return [{ property: 'state', from: 'exists', to: 'absent' }];

  const changes: (Change | undefined)[] = [];
  if (!found) changes.push({ property: 'state', from: 'absent', to: 'exists' });
  else if (!fits) changes.push({ property: 'state', from: nameType(found), to: formOf(params) });
  const present = fits ? found : undefined;
  const place = present && directories.place(path);
  if (params.symlink) changes.push(targetChange(params, place && readlinkSync(place.at)));
  else {
    const wanted = contents.wanted(params, directories);
    if (wanted) changes.push(contentChange(params, wanted, present, place, cache));
  }
  if (owner !== undefined) changes.push(accountChange('owner', owner, present?.uid, accounts));
  if (group !== undefined) changes.push(accountChange('group', group, present?.gid, accounts));
  changes.push(modeChange(params, present));
  const differing = changes.filter((change) => change !== undefined);
  return differing.length === 0 ? none : differing;
}

function targetChange({ source }: FileParams, present: string | undefined): Change | undefined {
  if (source === undefined || source === present) return undefined;
  return present === undefined
    ? { property: 'source', to: source }
    : { property: 'source', from: present, to: source };
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

function modeChange(params: FileParams, present: Stats | undefined): Change | undefined {
  if (params.mode === undefined) return undefined;
  const wanted = applyMode(params.mode, present?.mode, formOf(params) === 'a directory');
  if (!present) return { property: 'mode', to: formatMode(wanted) };
  // The rest of the word is the type.
  const bits = present.mode & 0o7777;
  return bits === wanted ? undefined : { property: 'mode', from: formatMode(bits), to: formatMode(wanted) };
}

function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
