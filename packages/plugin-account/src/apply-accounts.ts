import type { Answers, MemberToApply } from '@homeostat/resource';
import type { Machine } from './machine/machine.ts';

/** One after the other, since all changes need the one lock. Each is told when it is done. */
export function applyAccounts<P>(
  members: readonly MemberToApply<P>[],
  machine: Machine,
  apply: (member: MemberToApply<P>) => Promise<void>,
): Answers<void> {
  return members.map(async (member) => {
    const [result] = await Promise.allSettled([machine.exclusively(() => apply(member))]);
    return result;
  });
}
