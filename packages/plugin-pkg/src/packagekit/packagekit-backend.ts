import type { Bus } from '@homeostat/bus';
import { compareVersions as compareDebianVersions } from '../apt/compare-versions.ts';
import type { PackageBackend } from '../backend/package-backend.ts';
import { unsupported } from './errors.ts';
import { filesOf } from './files-of.ts';
import { resolvePackages, resolveVersions } from './resolve-packages.ts';
import { refresh } from './run-patiently.ts';
import { statusOf } from './status-of.ts';
import { transact } from './transact.ts';
import { versionOrder } from './version-order.ts';
import { watchPackages } from './watch-packages.ts';

/** What PackageKit does for any package manager that it has a back end for. */
export function createPackageKitBackend(bus: Bus): PackageBackend {
  // Known after the first look, from which all versions come.
  let compare = compareDebianVersions;
  return {
    name: 'packagekit',
    compareVersions: (a, b) => compare(a, b),
    // It does not tell which architecture is the machine's.
    canonicalName: (name) => name.replace(/:(?:all|noarch)$/, ''),
    async look(names, { versions = new Map() }, signal) {
      compare = await versionOrder(bus, signal);
      const resolved = await resolvePackages(bus, names, signal);
      const known = await resolveVersions(bus, versions, resolved, compare, signal);
      return names.map((name) => statusOf(name, known.get(name) ?? [], compare));
    },
    refresh: (context) => refresh(bus, context),
    transact: (transaction, context) => transact(bus, transaction, context),
    async hold(names) {
      throw unsupported(`keep ${names.join(', ')} at a version`, 'Declare "provider: apt" where apt is');
    },
    filesOf: (names, signal) => filesOf(bus, names, signal),
    watch: (notify, services) => watchPackages(bus, notify, services),
  };
}
