import { unsettled } from '../errors.ts';
import { look } from './look.ts';
import { settleMs } from './settle-ms.ts';
import type { Systemd } from './systemd.ts';

type JobCall = 'StartUnit' | 'StopUnit' | 'TryRestartUnit' | 'ReloadOrTryRestartUnit';

/**
 * Has systemd do something with a unit, and resolves to the result of the job: `done`, `failed`, `timeout`, `dependency`,
 * `canceled`, `skipped` and some rare ones; undefined: systemd or the bus was started anew meanwhile, so nobody knows. Rejects when
 * it takes too long; the job goes on, and who watches the unit looks at it again when it has ended.
 */
export async function runJob(
  systemd: Systemd,
  call: JobCall,
  unit: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { manager, signals, clock } = systemd;
  const held = await signals.hold();
  // A job may have ended before the answer that names it.
  const ended = new Map<string, string>();
  let wake = () => {};
  let isLost = false;
  let isLate = false;
  const onJob = (path: string, result: string) => {
    ended.set(path, result);
    wake();
  };
  const onLost = () => {
    isLost = true;
    wake();
  };
  const onAbort = () => wake();
  signals.on('job', onJob);
  signals.on('renewed', onLost);
  signal.addEventListener('abort', onAbort);
  const callOff = clock.schedule(settleMs, () => {
    isLate = true;
    wake();
  });
  try {
    // replace: what is under way against it gives way.
    const job = (await manager.call(call, 'ss', [unit, 'replace'], { signal })) as string;
    for (;;) {
      if (ended.has(job)) return ended.get(job);
      if (isLost) return undefined;
      signal.throwIfAborted();
      if (isLate) {
        systemd.reminders.afterJob(unit, job);
        throw unsettled(unit, await look(systemd, unit, signal), settleMs);
      }
      ended.clear();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    callOff();
    signals.off('job', onJob).off('renewed', onLost);
    signal.removeEventListener('abort', onAbort);
    await held.close();
  }
}
