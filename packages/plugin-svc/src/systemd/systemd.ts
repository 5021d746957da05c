import { setTimeout } from 'node:timers/promises';
import { type Bus, SESSION_BUS, SYSTEM_BUS } from '@homeostat/bus';
import { CLOCK, type Clock, type Member, type Services } from '@homeostat/resource';
import type { SvcParams } from '../params.ts';
import { Manager } from './manager.ts';
import { RecentTimes } from './recent-times.ts';
import { Reminders } from './reminders.ts';
import { Restarts } from './restarts.ts';
import { tickMs } from './unit-files.ts';
import { UnitSignals } from './unit-signals.ts';

const known = new WeakMap<Bus, Systemd>();

/** The systemd behind one bus, with what all resources there share. */
export class Systemd {
  readonly manager: Manager;
  readonly signals: UnitSignals;
  readonly reminders: Reminders;
  /** Our starts of each unit, so that one that dies at once is not started without a pause. */
  readonly starts: RecentTimes;
  /** Our changes of each unit's startup, so that somebody who undoes them is not fought without a pause. */
  readonly startupChanges: RecentTimes;
  /** Our reloads of each unit that failed, and restarts in their place. */
  readonly failedRefreshes: RecentTimes;
  /** The paths of units that we have reload at the moment. */
  readonly reloading = new Set<string>();
  readonly restarts: Restarts;
  /** What is watched, in the order in which that began. */
  readonly kept = new Set<Member<SvcParams>>();
  readonly clock: Clock;

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
    this.reminders = new Reminders(clock, this.signals);
    this.starts = new RecentTimes(clock);
    this.startupChanges = new RecentTimes(clock);
    this.failedRefreshes = new RecentTimes(clock);
    this.restarts = new Restarts(clock);
  }

  /** Reads all files of units anew; those that are there now are then older than that. */
  async reload(signal: AbortSignal | undefined): Promise<void> {
    // The time of a file lags behind by up to a tick, whatever clock we go by.
    await setTimeout(2 * tickMs);
    await this.manager.reload(signal);
  }
}
