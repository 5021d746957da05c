import { type Bus, getProperty } from '@homeostat/bus';
import { compareVersions as compareDebianVersions } from '../apt/compare-versions.ts';
import { compareRpmVersions } from './compare-rpm-versions.ts';
import { callFailed } from './errors.ts';
import { daemon } from './protocol.ts';

export type CompareVersions = (a: string, b: string) => number;

/** The order of versions of the package manager that PackageKit has behind it. */
export async function versionOrder(bus: Bus, signal: AbortSignal): Promise<CompareVersions> {
  try {
    const backend = await getProperty(bus, { ...daemon, name: 'BackendName', signal });
    return String(backend).startsWith('apt') ? compareDebianVersions : compareRpmVersions;
  } catch (error) {
    throw callFailed('BackendName', error);
  }
}
