import type { Clock } from '@homeostat/resource';
import { unsettled } from '../errors.ts';
import { type Look, look } from './look.ts';
import { settleMs } from './settle-ms.ts';
import type { Systemd } from './systemd.ts';

/** What is to become of the unit; the state it is on its way to may be as good. */
export type Wanted = 'running' | 'stopped';

/**
 * Looks at a unit, and waits while it is on its way to another state.
 *
 * @param waits called before it begins to wait
 */
export async function settled(
  systemd: Systemd,
  unit: string,
  wanted: Wanted,
  signal: AbortSignal,
  waits = () => {},
): Promise<Look> {
  const first = await look(systemd, unit, signal);
  if (isSettled(first, wanted)) return first;
  waits();
  const held = await systemd.signals.hold();
  const awaited = new Awaited(systemd, first.path, signal);
  try {
    for (;;) {
      awaited.clear();
      const now = await look(systemd, unit, signal);
      if (isSettled(now, wanted)) return now;
      if (awaited.isLate) {
        if (now.job !== undefined) systemd.reminders.afterJob(unit, now.job);
        throw unsettled(unit, now, settleMs);
      }
      await awaited.next();
      signal.throwIfAborted();
    }
  } finally {
    awaited.end();
    await held.close();
  }
}

/** One that is to be stopped may be so while it starts; one that is to run has to come out of what it is doing. */
function isSettled({ active, job }: Look, wanted: Wanted): boolean {
  const isUp = ['active', 'activating', 'reloading', 'refreshing'].includes(active);
  if (wanted === 'stopped' && isUp) return true;
  return job === undefined && ['active', 'inactive', 'failed', 'maintenance'].includes(active);
}

/** What is waited for: news of the unit, the end of patience, or an abort. */
class Awaited {
  readonly #ends: (() => void)[] = [];
  #hasCome = false;
  #wake = () => {};
  isLate = false;

  constructor(
    { signals, clock }: { signals: Systemd['signals']; clock: Clock },
    path: string,
    signal: AbortSignal,
  ) {
    const news = () => {
      this.#hasCome = true;
      this.#wake();
    };
    const late = () => {
      this.isLate = true;
      news();
    };
    const ofUnit = (changed: string) => void (changed === path && news());
    signals.on('state', ofUnit).on('job', news).on('renewed', news);
    signal.addEventListener('abort', news);
    this.#ends.push(
      clock.schedule(settleMs, late),
      () => signals.off('state', ofUnit).off('job', news).off('renewed', news),
      () => signal.removeEventListener('abort', news),
    );
  }

  clear(): void {
    this.#hasCome = false;
  }

  async next(): Promise<void> {
    if (this.#hasCome) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  end(): void {
    for (const end of this.#ends) end();
  }
}
