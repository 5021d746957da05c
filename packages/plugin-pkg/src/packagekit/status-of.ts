import type { PackageStatus } from '../backend/package-backend.ts';
import type { FoundPackage } from './package-id.ts';
import { info } from './protocol.ts';
import type { CompareVersions } from './version-order.ts';

/** What there is of a package, as far as PackageKit tells: neither what is half installed nor what is held. */
export function statusOf(
  name: string,
  packages: readonly FoundPackage[],
  compare: CompareVersions,
): PackageStatus {
  const versions = [...new Set(packages.map(({ version }) => version))].sort((a, b) => compare(b, a));
  const [newest] = installedOf(packages, compare);
  if (!newest) return { name, condition: 'absent', held: false, available: versions };
  return { name, condition: 'installed', version: newest.version, held: false, available: versions };
}

/** There may be several of one name (kernels). The newest comes first. */
export function installedOf(packages: readonly FoundPackage[], compare: CompareVersions): FoundPackage[] {
  return packages.filter((it) => it.info === info.installed).sort((a, b) => compare(b.version, a.version));
}
