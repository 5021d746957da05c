import { anyDiffers } from '../contradictions.ts';
import type { Database } from '../database/database.ts';
import type { Keeping } from '../keeping.ts';
import { groupChanges } from './group-changes.ts';
import type { GroupParams } from './params.ts';

export const groupKeeping: Keeping<GroupParams> = {
  what: 'group',
  files: ['group', 'passwd'],
  isThere: ({ name }, database) => database.group(name) !== undefined,
  changes: groupChanges,
  contradicts: (one, other) => anyDiffers(one, other, ['state', 'gid']),
  traces: (params, database) => JSON.stringify(tracesOf(params, database)),
};

/** What it is compared with, and what its change may fail for. */
function tracesOf({ name, state, gid }: GroupParams, database: Database): unknown[] {
  const entry = database.group(name);
  return [
    entry?.gid,
    gid !== undefined && database.groupWithId(gid)?.name,
    state === 'absent' && entry && database.usersIn(entry).map((user) => user.name),
  ];
}
