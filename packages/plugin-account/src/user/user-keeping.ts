import { anyDiffers } from '../contradictions.ts';
import type { Database } from '../database/database.ts';
import type { Keeping } from '../keeping.ts';
import type { UserParams } from './params.ts';
import { userChanges } from './user-changes.ts';

export const userKeeping: Keeping<UserParams> = {
  what: 'user',
  files: ['passwd', 'group', 'shadow'],
  isThere: ({ name }, database) => database.user(name) !== undefined,
  changes: userChanges,
  contradicts,
  traces: (params, database) => JSON.stringify(tracesOf(params, database)),
  directory: ({ manageHome, home, name }, database) =>
    manageHome ? (home ?? database.user(name)?.home) : undefined,
};

const single = [
  'state',
  'uid',
  'group',
  'home',
  'shell',
  'comment',
  'password',
  'locked',
  'expires',
] as const;

function contradicts(one: UserParams, other: UserParams): boolean {
  return anyDiffers(one, other, single) || takesFrom(one, other) || takesFrom(other, one);
}

/** Whether one takes the user out of a group that the other has it in. */
function takesFrom(one: UserParams, other: UserParams): boolean {
  if (one.membership !== 'inclusive') return false;
  return other.groups?.some((group) => !one.groups?.includes(group)) ?? false;
}

/** What it is compared with, and what its change may fail for. */
function tracesOf(params: UserParams, database: Database): unknown[] {
  const { name, uid, group, groups = [] } = params;
  return [
    database.user(name)?.line,
    database.groupsOf(name),
    [group, ...groups].map((one) => typeof one === 'string' && database.group(one)?.gid),
    uid !== undefined && database.userWithId(uid)?.name,
    isShadowed(params) && database.shadow(name)?.line,
  ];
}

function isShadowed({ state, password, locked, expires }: UserParams): boolean {
  return state === 'exists' && [password, locked, expires].some((param) => param !== undefined);
}
