import type { Installation, Transaction } from '../backend/package-backend.ts';
import { downgradeRefused, packageUnknown, versionUnknown } from './errors.ts';
import type { FoundPackage } from './package-id.ts';
import { flag, info } from './protocol.ts';
import type { KnownPackages } from './resolve-packages.ts';
import type { Role } from './run-transaction.ts';
import { installedOf } from './status-of.ts';
import type { CompareVersions } from './version-order.ts';

/** One kind of change, which PackageKit makes for many packages in one transaction. */
export interface ChangeStep {
  readonly verb: 'remove' | 'update' | 'install';
  /** As in "Can't install sl". */
  readonly what: string;
  readonly packages: readonly FoundPackage[];
  role(flags: bigint): Role;
}

/** The kinds of change that a transaction takes, in the order in which they don't stand in each other's way. */
export function planSteps(
  { install, remove, allowRemoveDependents, ...allowed }: Transaction,
  known: KnownPackages,
  compare: CompareVersions,
): readonly ChangeStep[] {
  const toRemove = remove.flatMap((name) => installedOf(known.get(name) ?? [], compare));
  const toUpdate: FoundPackage[] = [];
  const toInstall: FoundPackage[] = [];
  const lower: string[] = [];
  for (const installation of install) {
    const packages = known.get(installation.name) ?? [];
    const chosen = choose(installation, packages, compare);
    if (chosen.info === info.installed) continue;
    const [present] = installedOf(packages, compare);
    const difference = present ? compare(chosen.version, present.version) : 0;
    if (difference < 0) lower.push(installation.name);
    (difference > 0 ? toUpdate : toInstall).push(chosen);
  }
  if (lower.length > 0 && !allowed.allowDowngrade) throw downgradeRefused(lower);

  const downgrade = lower.length > 0 ? flag.allowDowngrade : 0n;
  const steps: readonly ChangeStep[] = [
    step('remove', toRemove, (flags, ids) => ({
      member: 'RemovePackages',
      signature: 'tasbb',
      // The trial shows all that would go; apt would take it away whatever is said here.
      body: [flags, ids, allowRemoveDependents || (flags & flag.simulate) !== 0n, false],
    })),
    step('update', toUpdate, (flags, ids) => ({
      member: 'UpdatePackages',
      signature: 'tas',
      body: [flags, ids],
    })),
    step('install', toInstall, (flags, ids) => ({
      member: 'InstallPackages',
      signature: 'tas',
      body: [flags | downgrade, ids],
    })),
  ];
  return steps.filter(({ packages }) => packages.length > 0);
}

/** The one that is installed when that is the one that is wanted. */
function choose(
  { name, version }: Installation,
  packages: readonly FoundPackage[],
  compare: CompareVersions,
): FoundPackage {
  const newestFirst = [...packages].sort((a, b) => compare(b.version, a.version) || a.info - b.info);
  if (newestFirst.length === 0) throw packageUnknown(name);
  const chosen =
    version === undefined ? newestFirst[0] : newestFirst.find((it) => compare(it.version, version) === 0);
  if (chosen) return chosen;
  throw versionUnknown(name, version!, [...new Set(newestFirst.map((it) => it.version))]);
}

function step(
  verb: ChangeStep['verb'],
  packages: readonly FoundPackage[],
  role: (flags: bigint, ids: readonly string[]) => Role,
): ChangeStep {
  const names = packages.slice(0, 5).map(({ name }) => name);
  const others = packages.length > 5 ? ` and ${packages.length - 5} more` : '';
  return {
    verb,
    what: `${verb} ${names.join(', ')}${others}`,
    packages,
    role: (flags) =>
      role(
        flags,
        packages.map(({ id }) => id),
      ),
  };
}
