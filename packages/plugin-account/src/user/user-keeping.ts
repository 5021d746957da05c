import type { Database } from '../database/database.ts';
import type { Keeping } from '../keeping.ts';
import type { UserParams } from './params.ts';
import { userChanges } from './user-changes.ts';

export const userKeeping: Keeping<UserParams> = {
  what: 'user',
  files: ['passwd', 'group', 'shadow'],
  isThere: ({ name }, database) => database.user(name) !== undefined,
  changes: userChanges,
  traces: (params, database) => JSON.stringify(tracesOf(params, database)),
  directory: ({ manageHome, home, name }, database) =>
    manageHome ? (home ?? database.user(name)?.home) : undefined,
};

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
