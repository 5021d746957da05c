import type { Bus } from '@homeostat/bus';
import { allArmed, type Services, WATCHER, type Watch } from '@homeostat/resource';
import { stampOf } from '../backend/stamp-of.ts';
import { whenDifferent } from '../backend/when-different.ts';
import { callFailed } from './errors.ts';
import { daemon, serviceName } from './protocol.ts';

/**
 * Tells when a package may have changed. PackageKit tells what it did itself; of what others do it tells nothing, so the
 * databases of the package managers are watched, too. Looking leaves traces in them, which is no news.
 */
export async function watchPackages(
  bus: Bus,
  notify: () => void,
  services: Services,
  directories: readonly string[] = databases,
): Promise<Watch> {
  const { path, interface: name } = daemon;
  const told = { sender: serviceName, path, interface: name };
  const watcher = services.get(WATCHER);
  try {
    return await allArmed([
      bus.subscribe({ ...told, member: 'UpdatesChanged' }, notify),
      bus.subscribe({ ...told, member: 'RepoListChanged' }, notify),
      bus.onReconnect(notify),
      ...directories.map((directory) => {
        const notice = whenDifferent(() => stampOf([directory], 'entries'), notify);
        return watcher.watch(directory, notice, { scope: 'entries' });
      }),
    ]);
  } catch (error) {
    throw callFailed('UpdatesChanged', error);
  }
}

/** Of dpkg, of apt (what could be installed), of rpm where it was and where it is, of pacman. Those that are not there may come. */
const databases = [
  '/var/lib/dpkg',
  '/var/lib/apt/lists',
  '/var/lib/rpm',
  '/usr/lib/sysimage/rpm',
  '/var/lib/pacman/local',
];
