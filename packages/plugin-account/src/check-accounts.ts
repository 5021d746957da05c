import type { Answers, Change, Member } from '@homeostat/resource';
import { Contradictions } from './contradictions.ts';
import { Database } from './database/database.ts';
import { foreignNames } from './database/foreign-names.ts';
import { accountForeign } from './errors.ts';
import type { Keeping, NamedAccount } from './keeping.ts';
import { rememberTraces } from './last-traces.ts';
import type { Machine } from './machine/machine.ts';

/** One reading of the files for all members, and one question for those that are not there. */
export async function checkAccounts<P extends NamedAccount>(
  members: readonly Member<P>[],
  signal: AbortSignal,
  machine: Machine,
  keeping: Keeping<P>,
): Promise<Answers<readonly Change[]>> {
  const { what, isThere, changes } = keeping;
  const database = new Database(machine.root);
  for (const { params } of members) rememberTraces(keeping, params, database);
  const kept = [...machine.kept[what]] as Member<P>[];
  const contradictions = new Contradictions([...kept, ...members], keeping);
  const missing = members.filter(({ params }) => !isThere(params, database));
  const foreign = foreignNames(
    machine,
    what === 'user' ? 'passwd' : 'group',
    missing.map(({ params }) => params.name),
    signal,
  );
  // Told by each that is missing.
  foreign.catch(() => {});
  return Promise.allSettled(
    members.map(async (member) => {
      const { params } = member;
      contradictions.refuse(member);
      if (!isThere(params, database) && (await foreign).has(params.name)) {
        throw accountForeign(what, params.name);
      }
      return changes(params, database, machine);
    }),
  );
}
