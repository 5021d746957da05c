import { setTimeout } from 'node:timers/promises';
import { type Bus, SESSION_BUS, SYSTEM_BUS } from '@homeostat/bus';
import { CLOCK, type Clock, type Services } from '@homeostat/resource';
import { Manager } from './manager.ts';
import { objectPath } from './object-path.ts';
import { RecentStarts } from './recent-starts.ts';
import { tickMs } from './unit-files.ts';
import { UnitSignals } from './unit-signals.ts';

const known = new WeakMap<Bus, Systemd>();

/** The systemd behind one bus, with what all resources there share. */
export class Systemd {
  readonly manager: Manager;
  readonly signals: UnitSignals;
  readonly starts: RecentStarts;
  readonly clock: Clock;
  readonly #aliases = new Map<string, string>();

  /** @param isSession that of the user */
  static of(services: Services, isSession: boolean): Systemd {
    const bus = services.get(isSession ? SESSION_BUS : SYSTEM_BUS);
    const found = known.get(bus) ?? new Systemd(bus, isSession, services.get(CLOCK));
    known.set(bus, found);
    return found;
  }

  private constructor(bus: Bus, isSession: boolean, clock: Clock) {
    this.clock = clock;
    this.manager = new Manager(bus, isSession, clock);
    this.signals = new UnitSignals(this.manager);
    this.starts = new RecentStarts(clock);
  }

  /** A name leads to this object, as systemd said. */
  found(unit: string, path: string): void {
    if (path === objectPath(unit)) this.#aliases.delete(unit);
    else this.#aliases.set(unit, path);
    this.signals.emit('found', unit, path);
  }

  /** The name of the unit itself: only that can be enabled. */
  async realName(unit: string, signal: AbortSignal): Promise<string> {
    const path = this.#aliases.get(unit);
    return path === undefined ? unit : ((await this.manager.property(path, 'Unit', 'Id', signal)) as string);
  }

  /** Reads all files of units anew; those that are there now are then older than that. */
  async reload(signal: AbortSignal): Promise<void> {
    // The time of a file lags behind by up to a tick, whatever clock we go by.
    await setTimeout(2 * tickMs);
    await this.manager.reload(signal);
  }

  /** Has who watches the unit look at it again. */
  lookLater(unit: string, ms: number): void {
    this.clock.schedule(ms, () => this.signals.emit('due', unit));
  }
}
