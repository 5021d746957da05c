import { type Services, WATCHER, type Watch } from '@homeostat/resource';
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
): Promise<Watch[]> {
  const directories = (await manager.property(managerPath, 'Manager', 'UnitPath')) as readonly string[];
  const watcher = services.get(WATCHER);
  const watches: Watch[] = [];
  try {
    for (const directory of watchedDirectories(directories))
      watches.push(await watcher.watch(directory, notify, { scope: 'tree' }));
  } catch (error) {
    for (const watch of watches) await watch.close();
    throw error;
  }
  return watches;
}
