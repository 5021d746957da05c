import type { Member } from '@homeostat/resource';
import type { PackageStatus } from '../backend/package-backend.ts';
import { packageContradicted } from '../errors.ts';
import { type Decision, decide } from './decide.ts';
import { keptNames } from './kept.ts';
import { lookAt } from './look-at.ts';
import type { PkgParams } from './params.ts';
import type { SharedBackend } from './shared-backend.ts';
import { isToBeThere } from './wanted-state.ts';

/** What was found of one member, and what follows from it. */
export interface Assessment<M> {
  readonly member: M;
  readonly status: PackageStatus;
  /** `undefined`: what is declared must not be done. */
  readonly decision?: Decision;
  readonly error?: unknown;
}

/** Looks at all of them at once. */
export async function assess<M extends Member<PkgParams>>(
  members: readonly M[],
  shared: SharedBackend,
  signal: AbortSignal,
): Promise<readonly Assessment<M>[]> {
  const { manager, watch } = shared;
  const statuses = await lookAt(members, manager, signal);
  const keepers = watch.firstKeepers();
  const kept = new Set([...keptNames(members[0]!.ctx.services)].map((name) => manager.canonicalName(name)));
  return members.map((member) => {
    const status = statuses.get(member.params.name)!;
    try {
      const name = manager.canonicalName(member.params.name);
      refuseContradiction(member, keepers.get(name), kept.has(name));
      const decision = decide(member.params, status, manager.compareVersions);
      watch.saw(member, status, decision.changes.length === 0);
      return { member, status, decision };
    } catch (error) {
      watch.saw(member, status, false);
      return { member, status, error };
    }
  });
}

/**
 * Each would undo what the other did, without end. Where one wants the package to be there, be it that it had its turn or not, it is
 * the one that wants it to go that fails.
 */
function refuseContradiction(
  { params, ctx }: Member<PkgParams>,
  first: Member<PkgParams> | undefined,
  isKept: boolean,
): void {
  const keeper = first && isToBeThere(first.params) ? first : undefined;
  if (isToBeThere(params)) first = keeper;
  else if (isKept) throw packageContradicted(params.name, ctx.id, keeper?.ctx.id ?? 'another resource');
  if (!first || first.ctx.id === ctx.id) return;
  if (first.params.state !== params.state || first.params.hold !== params.hold)
    throw packageContradicted(params.name, ctx.id, first.ctx.id);
}
