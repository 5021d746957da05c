import { allArmed, type Services, WATCHER, type Watch } from '@homeostat/resource';
import { type Manager, managerPath } from '../systemd/manager.ts';
import { watchedDirectories } from '../systemd/watched-directories.ts';

/**
 * Watches the directories that units are read from: systemd tells nothing of a file that is edited, nor of a link that is made or
 * removed by hand.
 */
export async function watchUnitFiles(
  manager: Manager,
  services: Services,
  notify: () => void,
): Promise<Watch> {
  const directories = (await manager.property(managerPath, 'Manager', 'UnitPath')) as readonly string[];
  const watcher = services.get(WATCHER);
  return allArmed(
    watchedDirectories(directories).map((directory) => watcher.watch(directory, notify, { scope: 'tree' })),
  );
}
