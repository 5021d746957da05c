import type { Systemd } from './systemd.ts';

type JobCall = 'StartUnit' | 'StopUnit' | 'TryRestartUnit' | 'ReloadOrTryRestartUnit';

/**
 * Has systemd do something with a unit, and resolves to the result of the job: `done`, `failed`, `timeout`, `dependency`,
 * `canceled`, `skipped` and some rare ones; undefined: systemd or the bus was started anew meanwhile, so nobody knows.
 */
export async function runJob(
  { manager, signals }: Systemd,
  call: JobCall,
  unit: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const held = await signals.hold();
  // A job may have ended before the answer that names it.
  const ended = new Map<string, string>();
  let wake = () => {};
  let isLost = false;
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
  try {
    // replace: what is under way against it gives way.
    const job = (await manager.call(call, 'ss', [unit, 'replace'], { signal })) as string;
    for (;;) {
      if (ended.has(job)) return ended.get(job);
      if (isLost) return undefined;
      signal.throwIfAborted();
      ended.clear();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signals.off('job', onJob).off('renewed', onLost);
    signal.removeEventListener('abort', onAbort);
    await held.close();
  }
}
