import type { Bus } from '@homeostat/bus';
import { serviceName } from './protocol.ts';

/** Whether PackageKit runs, or the bus could start it. Starts nothing. */
export async function isPackageKitThere(bus: Bus): Promise<boolean> {
  const theBus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
  const [names] = await bus.call({
    ...theBus,
    interface: 'org.freedesktop.DBus',
    member: 'ListActivatableNames',
  });
  return (names as string[]).includes(serviceName) || (await bus.owner(serviceName)) !== undefined;
}
