import type { Change, Member } from '@homeostat/resource';
import { assess } from './assess.ts';
import type { PkgParams } from './params.ts';
import type { SharedBackends } from './shared-backends.ts';

export type Results<T> = PromiseSettledResult<T>[];

/** What differs, for each of these packages, by one look at all. */
export async function checkAll(
  members: readonly Member<PkgParams>[],
  signal: AbortSignal,
  backends: SharedBackends,
): Promise<Results<readonly Change[]>> {
  const { params, ctx } = members[0]!;
  const shared = await backends.of(params.provider, ctx.services);
  const assessments = await assess(members, shared, signal);
  return assessments.map(({ member, decision, error }) => {
    if (!decision) return { status: 'rejected', reason: error };
    const { changes, unavailable } = decision;
    if (unavailable) {
      // Not an error yet: apply fetches the lists first, which a check must not.
      member.ctx.log.warn(`${unavailable.message}, as far as the lists tell that were last fetched`);
    }
    return { status: 'fulfilled', value: changes };
  });
}
