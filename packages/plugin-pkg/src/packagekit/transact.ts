import type { Bus } from '@homeostat/bus';
import type { Transaction, TransactionContext } from '../backend/package-backend.ts';
import { downgradeRefused, needed, OutdatedLists, unsupported, untrusted } from './errors.ts';
import type { FoundPackage } from './package-id.ts';
import { type ChangeStep, planSteps } from './plan-steps.ts';
import { flag, info } from './protocol.ts';
import { resolvePackages, resolveVersions } from './resolve-packages.ts';
import { refresh, runPatiently } from './run-patiently.ts';
import { versionOrder } from './version-order.ts';

/** Makes the changes, one transaction of PackageKit for each kind of change; once more with new lists, if it is because of them. */
export async function transact(
  bus: Bus,
  transaction: Transaction,
  context: TransactionContext,
): Promise<void> {
  try {
    await changeAll(bus, transaction, context);
  } catch (error) {
    if (!(error instanceof OutdatedLists)) throw error;
    await refresh(bus, context);
    await changeAll(bus, transaction, context);
  }
}

async function changeAll(bus: Bus, transaction: Transaction, context: TransactionContext): Promise<void> {
  const { install, remove, purge, allowUntrusted } = transaction;
  if (purge.length > 0) {
    throw unsupported(
      `remove the configuration of ${purge.join(', ')}`,
      'Declare state "absent", or "provider: apt" where apt is',
    );
  }
  const names = [...install.map(({ name }) => name), ...remove];
  const versions = new Map(install.flatMap(({ name, version }) => (version ? [[name, version]] : [])));
  const resolved = await resolvePackages(bus, names, context.signal);
  const compare = await versionOrder(bus, context.signal);
  const known = await resolveVersions(bus, versions, resolved, compare, context.signal);
  const steps = planSteps(transaction, known, compare);
  const flags = allowUntrusted ? 0n : flag.onlyTrusted;
  const goes = steps.filter(({ verb }) => verb === 'remove').flatMap(({ packages }) => packages);
  const lookAhead = (step: ChangeStep) => tryOut(bus, step, flags, goes, transaction, context);
  for (const step of steps) await lookAhead(step);
  for (const step of steps)
    await runPatiently(bus, step.what, step.role(flags), context, () => lookAhead(step));
}

/**
 * Refuses what nobody asked for. apt removes what conflicts, goes back to older versions and removes dependents without asking, and
 * whatever it is told; a trial shows it.
 */
async function tryOut(
  bus: Bus,
  { what, packages: own, role }: ChangeStep,
  flags: bigint,
  goes: readonly FoundPackage[],
  { allowDowngrade, allowRemoveDependents, allowUntrusted, keep }: Transaction,
  context: TransactionContext,
): Promise<void> {
  const { packages } = await runPatiently(bus, what, role(flags | flag.simulate), context);
  // An update may take an older one of its name away: of kernels some are kept.
  const asked = new Set([...goes, ...own].map(nameAndArchitecture));
  const unasked = (code: number) =>
    packages.filter((it) => it.info === code && !asked.has(nameAndArchitecture(it))).map(({ name }) => name);
  // What another one takes the place of goes, too.
  const removed = [...unasked(info.removing), ...unasked(info.obsoleting)];
  const refused = allowRemoveDependents ? removed.filter((name) => keep.includes(name)) : removed;
  if (refused.length > 0) throw needed(what, refused);
  const lower = unasked(info.downgrading);
  if (lower.length > 0 && !allowDowngrade) throw downgradeRefused(lower);
  const unsigned = packages.filter((it) => it.info === info.untrusted).map(({ name }) => name);
  if (unsigned.length > 0 && !allowUntrusted) throw untrusted(unsigned);
}

function nameAndArchitecture({ name, architecture }: FoundPackage): string {
  return `${name};${architecture}`;
}
