import { EventEmitter } from 'node:events';
import { BusError, type Signal } from '@homeostat/bus';
import type { Watch } from '@homeostat/resource';
import { type Manager, managerInterface, managerPath, serviceName } from './manager.ts';

/** Where a unit is, as far as its signal says. */
export interface ToldState {
  readonly active: string;
  readonly sub: string;
  /** When it came there; a restart between two signals shows here alone. */
  readonly since: string;
}

interface Events {
  /** A unit was loaded. */
  new: [unit: string, path: string];
  job: [path: string, result: string];
  /** Unit files were enabled, disabled or masked. */
  files: [];
  /** All definitions were read anew. */
  reloaded: [];
  /** systemd, or the bus, is another one: signals may have been missed. */
  renewed: [];
  /** A unit is to be looked at again. */
  due: [unit: string];
  /** The object that a name leads to. */
  found: [unit: string, path: string];
  /** Sent of each unit whose state may have changed. */
  state: [path: string, state: ToldState];
}

/**
 * What systemd tells, for all units by one set of rules: a connection may have 512, and a reload of all units sends 450 signals
 * that are dropped here by their path. Listened to while anybody holds it.
 */
export class UnitSignals extends EventEmitter<Events> {
  readonly #manager: Manager;
  #holders = 0;
  #armed: Promise<readonly Watch[]> | undefined;

  constructor(manager: Manager) {
    super();
    this.#manager = manager;
    this.setMaxListeners(0);
  }

  /** Resolves once everything is heard from then on. */
  async hold(): Promise<Watch> {
    this.#holders += 1;
    this.#armed ??= this.#arm();
    const armed = this.#armed;
    try {
      await armed;
    } catch (error) {
      // Somebody else may have begun anew meanwhile.
      if (this.#armed === armed) this.#armed = undefined;
      this.#holders -= 1;
      throw error;
    }
    return { close: () => this.#release() };
  }

  async #release(): Promise<void> {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    const armed = this.#armed;
    this.#armed = undefined;
    await closeAll((await armed) ?? []);
  }

  async #arm(): Promise<readonly Watch[]> {
    const { bus } = this.#manager;
    // One call before, so that where there is no systemd its absence is what is told.
    await this.#manager.property(managerPath, 'Manager', 'Version');
    const listen = (member: string, listener: (signal: Signal) => void) =>
      bus.subscribe(
        { sender: serviceName, path: managerPath, interface: managerInterface, member },
        listener,
      );
    const arming = await Promise.allSettled([
      listen('UnitNew', ({ body: [unit, path] }) => this.emit('new', unit as string, path as string)),
      listen('JobRemoved', ({ body: [, path, , result] }) =>
        this.emit('job', path as string, result as string),
      ),
      listen('UnitFilesChanged', () => this.emit('files')),
      listen('Reloading', ({ body: [isReloading] }) => void (isReloading || this.emit('reloaded'))),
      bus.subscribe(unitsChanged, (signal) => this.#changed(signal)),
      bus.onOwnerChange(serviceName, this.#ownerListener()),
    ]);
    const watches = arming.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    try {
      for (const it of arming) if (it.status === 'rejected') throw it.reason;
      watches.push(bus.onReconnect(() => void this.#renew()));
      await this.#subscribe();
    } catch (error) {
      await closeAll(watches);
      throw error;
    }
    return watches;
  }

  #changed({ path, body: [, changed] }: Signal): void {
    const values = changed as Record<string, unknown>;
    if (values.ActiveState === undefined) return;
    this.emit('state', path, {
      active: String(values.ActiveState),
      sub: String(values.SubState),
      since: String(values.StateChangeTimestampMonotonic),
    });
  }

  #ownerListener(): (owner: string | undefined) => void {
    let known: string | undefined;
    let wasAway = false;
    return (owner) => {
      if (owner === undefined) wasAway = true;
      else {
        if (wasAway || (known !== undefined && owner !== known)) void this.#renew();
        wasAway = false;
        known = owner;
      }
    };
  }

  async #renew(): Promise<void> {
    // When this fails systemd is not back yet; its next owner, or the next connection, comes here again.
    await this.#subscribe().catch(() => {});
    this.emit('renewed');
  }

  /** systemd sends its signals while at least one connection has asked for them. */
  async #subscribe(): Promise<void> {
    try {
      await this.#manager.call('Subscribe');
    } catch (error) {
      if (!(error instanceof BusError && error.errorName === `${serviceName}.AlreadySubscribed`)) throw error;
    }
  }
}

const unitsChanged = {
  sender: serviceName,
  pathNamespace: `${managerPath}/unit`,
  interface: 'org.freedesktop.DBus.Properties',
  member: 'PropertiesChanged',
  arg0: `${serviceName}.Unit`,
};

async function closeAll(watches: readonly Watch[]): Promise<void> {
  await Promise.all(watches.map((watch) => watch.close()));
}
