import { existsSync } from 'node:fs';
import { createAptBackend } from '../apt/apt-backend.ts';
import { providerMissing } from '../errors.ts';
import type { ChooseBackend } from '../pkg/shared-backends.ts';

/** Native apt where it is, since it looks without a process; else PackageKit, which speaks to whatever there is. */
export const chooseBackend: ChooseBackend = async (provider) => {
  const lookedFor: string[] = [];
  if (provider !== 'packagekit') {
    if (aptFiles.every((path) => existsSync(path))) return createAptBackend();
    lookedFor.push(aptFiles.join(' and '));
  }
  throw providerMissing(provider, lookedFor);
};

const aptFiles = ['/var/lib/dpkg/status', '/usr/bin/apt-get'];
