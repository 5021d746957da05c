import type { Change, ChangeValue } from '@homeostat/resource';
import type { Database, UserEntry } from '../database/database.ts';
import { userProtected } from '../errors.ts';
import type { Machine } from '../machine/machine.ts';
import { dayOf, formatDay } from './day.ts';
import type { UserParams } from './params.ts';
import { hashIn, isLocked, passwordField } from './password-field.ts';

/** What differs between the params and what the files say. */
export function userChanges(params: UserParams, database: Database, machine: Machine): Change[] {
  const entry = database.user(params.name);
  if (params.state === 'absent') {
    if (!entry) return [];
    refuseProtected(entry);
    return [{ property: 'state', from: 'exists', to: 'absent' }];
  }

  const { name, uid, home, shell, comment } = params;
  const changes: Change[] = entry ? [] : [{ property: 'state', from: 'absent', to: 'exists' }];
  const compare = (property: string, from: ChangeValue, to: ChangeValue) => {
    if (to === undefined || from === to) return;
    changes.push(entry ? { property, from, to } : { property, to });
  };
  compare('uid', entry?.uid, uid);
  compareGroup(params, entry, database, compare);
  changes.push(...groupsChange(params, entry, database));
  compare('home', entry?.home, home);
  changes.push(...homeDirectoryChange(params, entry, machine));
  compare('shell', entry?.shell, shell);
  compare('comment', entry?.comment, comment);
  if (params.password !== undefined || params.locked !== undefined) {
    const field = entry && passwordField(entry, database);
    const differs =
      params.password !== undefined && (field === undefined || hashIn(field) !== params.password);
    if (differs) changes.push({ property: 'password', secret: true });
    compare('locked', field === undefined ? undefined : isLocked(field), params.locked);
  }
  if (params.expires !== undefined) {
    const day = entry && database.shadow(name)?.expires;
    compare('expires', formatDay(day), formatDay(dayOf(params.expires)));
  }
  return changes;
}

function refuseProtected({ name, uid }: UserEntry): void {
  if (uid === 0 || uid === process.getuid?.()) throw userProtected(name, uid);
}

/** By their ids, since two names may be one group. */
function compareGroup(
  { group }: UserParams,
  entry: UserEntry | undefined,
  database: Database,
  compare: (property: string, from: ChangeValue, to: ChangeValue) => void,
): void {
  const gid = typeof group === 'string' ? database.group(group)?.gid : group;
  // A name that is not known may be made by another resource, before this one is applied.
  if (entry && entry.gid === gid) return;
  compare('group', entry && (database.groupWithId(entry.gid)?.name ?? entry.gid), group);
}

function groupsChange(
  params: UserParams,
  entry: UserEntry | undefined,
  database: Database,
): readonly Change[] {
  if (params.groups === undefined) return [];
  const present = entry ? database.groupsOf(entry.name) : [];
  const wanted = wantedGroups(params, present, primaryOf(params, entry, database));
  if (wanted === undefined) return [];
  return [{ property: 'groups', from: listed(present), to: listed(wanted) }];
}

function listed(groups: readonly string[]): string | undefined {
  return groups.length === 0 ? undefined : groups.join(',');
}

function primaryOf(
  { group }: UserParams,
  entry: UserEntry | undefined,
  database: Database,
): string | undefined {
  if (typeof group === 'string') return group;
  const gid = group ?? entry?.gid;
  return gid === undefined ? undefined : database.groupWithId(gid)?.name;
}

/** `undefined`: those that are there are right. That its primary group lists it, too, is nobody's business. */
function wantedGroups(
  { groups = [], membership }: UserParams,
  present: readonly string[],
  primary: string | undefined,
): readonly string[] | undefined {
  const missing = groups.some((group) => !present.includes(group));
  const further = present.filter((group) => !groups.includes(group) && group !== primary);
  if (membership === 'minimum') return missing ? [...new Set([...present, ...groups])] : undefined;
  return missing || further.length > 0 ? [...new Set(groups)] : undefined;
}

/** From the old directory, where there is one that moves. */
function homeDirectoryChange(
  { manageHome, home }: UserParams,
  entry: UserEntry | undefined,
  machine: Machine,
): readonly Change[] {
  if (!manageHome) return [];
  const wanted = home ?? entry?.home;
  if (wanted === undefined) return [{ property: 'home directory', to: 'made' }];
  if (machine.whatIsAt(wanted) === 'directory') return [];
  const moves = entry && entry.home !== wanted && machine.whatIsAt(entry.home) === 'directory';
  return [{ property: 'home directory', from: moves ? entry.home : undefined, to: wanted }];
}
