import { existsSync } from 'node:fs';
import { SYSTEM_BUS } from '@homeostat/bus';
import { providerMissing } from '../errors.ts';
import { isPackageKitThere } from '../packagekit/is-packagekit-there.ts';
import type { ChooseBackend } from '../pkg/shared-backends.ts';

/**
 * Native apt where it is, since it looks without a process; else PackageKit, which speaks to whatever there is. Only the one that is
 * chosen is loaded.
 *
 * @param aptFiles what is there where apt is
 */
export function chooseByFiles(aptFiles: readonly string[]): ChooseBackend {
  return async (provider, services) => {
    const lookedFor: string[] = [];
    if (provider !== 'packagekit') {
      if (aptFiles.every((path) => existsSync(path)))
        return (await import('../apt/apt-backend.ts')).createAptBackend();
      lookedFor.push(aptFiles.join(' and '));
    }
    if (provider !== 'apt') {
      const bus = services.get(SYSTEM_BUS);
      const isThere = await isPackageKitThere(bus).catch((cause: Error) => cause);
      if (isThere === true)
        return (await import('../packagekit/packagekit-backend.ts')).createPackageKitBackend(bus);
      lookedFor.push(`PackageKit on the system bus${isThere ? ` (${isThere.message})` : ''}`);
    }
    throw providerMissing(provider, lookedFor);
  };
}

export const chooseBackend = chooseByFiles(['/var/lib/dpkg/status', '/usr/bin/apt-get']);
