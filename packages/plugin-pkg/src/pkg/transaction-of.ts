import type { Member } from '@homeostat/resource';
import { bareName } from '../backend/bare-name.ts';
import type { Installation, Transaction } from '../backend/package-backend.ts';
import type { Assessment } from './assess.ts';
import type { PkgParams } from './params.ts';

/**
 * One transaction that makes the steps of all of them, which share the switches. Of two for one package the first counts.
 *
 * @param kept what resources want to be there: whoever allows that others go does not allow that of those
 */
export function transactionOf(
  found: readonly Assessment<Member<PkgParams>>[],
  canonicalName: (name: string) => string,
  kept: ReadonlySet<string>,
): Transaction {
  const install: Installation[] = [];
  const gone = { remove: [] as string[], purge: [] as string[] };
  const named = new Set<string>();
  for (const { member, decision } of found) {
    const name = canonicalName(member.params.name);
    const step = decision?.step;
    if (!step || named.has(name)) continue;
    named.add(name);
    if (step.verb === 'install') install.push({ ...step.installation, name });
    else gone[step.verb].push(name);
  }
  const keep = [...new Set([...kept].map(bareName))];
  const { allowDowngrade, allowUntrusted, allowRemoveDependents } = found[0]!.member.params;
  return { install, ...gone, allowDowngrade, allowUntrusted, allowRemoveDependents, keep };
}
