import type { MemberToApply } from '@homeostat/resource';
import { Database } from '../database/database.ts';
import { groupInUse, idTaken, toolFailed } from '../errors.ts';
import { changeAccount, type ToolCall } from '../machine/change-account.ts';
import type { Machine, Outcome } from '../machine/machine.ts';
import { groupChanges } from './group-changes.ts';
import type { GroupParams } from './params.ts';

/** Makes what differs by now, since others of the batch have had their turn in between. */
export async function applyGroup(
  machine: Machine,
  { params, ctx }: MemberToApply<GroupParams>,
  signal: AbortSignal,
): Promise<void> {
  const database = new Database(machine.root);
  if (groupChanges(params, database).length === 0) return;
  const call = callFor(params, database);
  const outcome = await changeAccount(machine, call, ctx, signal);
  if (outcome.status !== 0) throw problem(params, call, outcome, database);
}

function callFor({ name, state, gid, system }: GroupParams, database: Database): ToolCall {
  if (state === 'absent') return { tool: 'groupdel', args: ['--', name] };
  const number = gid === undefined ? [] : ['--gid', String(gid)];
  if (database.group(name)) return { tool: 'groupmod', args: [...number, '--', name] };
  return { tool: 'groupadd', args: [...number, ...(system ? ['--system'] : []), '--', name] };
}

/** @source groupadd(8), groupmod(8) and groupdel(8), "Exit values" */
function problem(
  { name, gid }: GroupParams,
  { tool }: ToolCall,
  outcome: Outcome,
  database: Database,
): Error {
  const entry = database.group(name);
  if (outcome.status === 4 && gid !== undefined) {
    return idTaken('gid', gid, database.groupWithId(gid)?.name);
  }
  if (outcome.status === 8 && entry) {
    return groupInUse(
      name,
      database.usersIn(entry).map((user) => user.name),
    );
  }
  return toolFailed(tool, outcome);
}
