import type { Transaction } from '../backend/package-backend.ts';
import { availableVersions } from './available-versions.ts';
import { packageUnknown, versionUnknown } from './errors.ts';

/**
 * Rejects when there is no such package or version, and apt would take the last character for an order: `foo-`, if there is no
 * package of that name, is to it the removal of `foo`, and `foo=1.0+` the installation of `foo=1.0`.
 */
export async function refuseMisread({ install }: Transaction, signal: AbortSignal): Promise<void> {
  const doubtful = install.filter(({ name, version }) => /[+-]$/.test(version ?? name));
  if (doubtful.length === 0) return;
  const available = await availableVersions(
    doubtful.map(({ name }) => name),
    signal,
  );
  for (const { name, version } of doubtful) {
    const versions = available.get(name) ?? [];
    if (versions.length === 0) throw packageUnknown(name);
    if (version !== undefined && !versions.includes(version)) throw versionUnknown(name, version);
  }
}
