import type { MemberToApply } from '@homeostat/resource';
import { Application } from './application.ts';
import type { Results } from './check-all.ts';
import type { PkgParams } from './params.ts';
import type { SharedBackends } from './shared-backends.ts';

/** Brings all of them in state, in one transaction where that can be. */
export async function applyAll(
  members: readonly MemberToApply<PkgParams>[],
  signal: AbortSignal,
  backends: SharedBackends,
): Promise<Results<void>> {
  const { params, ctx } = members[0]!;
  const shared = await backends.of(params.provider, ctx.services);
  return shared.inTurn(signal, () => new Application(members, shared, signal).run());
}
