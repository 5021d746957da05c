import type { Identity, Wish } from '@homeostat/resource';
import { Database } from '../database/database.ts';
import type { Machine } from '../machine/machine.ts';
import { keptIdentities } from './kept-groups.ts';
import type { GroupParams } from './params.ts';

export function groupIdentities(params: GroupParams): readonly Identity[] {
  return [{ type: 'group', value: params.name }, ...keptIdentities(params)];
}

/** A group goes after those whose primary group it is: they go, too, or get another one. */
export function groupWishes({ name, state }: GroupParams, machine: Machine): readonly Wish[] {
  if (state === 'exists') return [];
  const database = new Database(machine.root);
  const entry = database.group(name);
  const users = entry ? database.usersIn(entry) : [];
  return users.map((user) => ({ anyOf: [{ type: 'user', value: user.name }], order: 'after' }));
}
