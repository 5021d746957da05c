import { oneshot } from './errors.ts';
import type { Look } from './systemd/look.ts';
import type { Manager } from './systemd/manager.ts';

/** A service that ends after its work would be started again and again. */
export async function refuseOneshot(
  manager: Manager,
  unit: string,
  { load, path }: Look,
  signal: AbortSignal,
): Promise<void> {
  if (!unit.endsWith('.service') || load !== 'loaded') return;
  if ((await manager.property(path, 'Service', 'Type', signal)) !== 'oneshot') return;
  if ((await manager.property(path, 'Service', 'RemainAfterExit', signal)) !== true) throw oneshot(unit);
}
