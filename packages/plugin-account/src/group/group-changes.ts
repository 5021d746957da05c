import type { Change } from '@homeostat/resource';
import type { Database } from '../database/database.ts';
import type { GroupParams } from './params.ts';

/** What differs between the params and what the files say. */
export function groupChanges({ name, state, gid }: GroupParams, database: Database): Change[] {
  const entry = database.group(name);
  if (state === 'absent') return entry ? [{ property: 'state', from: 'exists', to: 'absent' }] : [];
  const isRight = gid === undefined || entry?.gid === gid;
  if (entry) return isRight ? [] : [{ property: 'gid', from: entry.gid, to: gid }];
  return [
    { property: 'state', from: 'absent', to: 'exists' },
    ...(isRight ? [] : [{ property: 'gid', to: gid }]),
  ];
}
