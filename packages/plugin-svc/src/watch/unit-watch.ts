import {
  allArmed,
  type Member,
  type ResourceContext,
  type Services,
  type Watch,
  type WatchSet,
} from '@homeostat/resource';
import type { SvcParams } from '../params.ts';
import { Systemd } from '../systemd/systemd.ts';
import type { ToldState } from '../systemd/unit-signals.ts';
import { fullUnitName } from '../unit-name.ts';
import { FollowedUnits } from './followed-units.ts';
import { HeardStates } from './heard-states.ts';
import { watchUnitFiles } from './unit-file-watch.ts';

/** One watch for any number of units of one systemd. */
class UnitWatch implements WatchSet<SvcParams> {
  readonly #services: Services;
  readonly #members = new Map<Member<SvcParams>, () => void>();
  readonly #followed = new FollowedUnits();
  #armed: Promise<Watch> | undefined;
  #systemd: Systemd | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  async add(member: Member<SvcParams>, notify: () => void): Promise<void> {
    const { name, session } = member.params;
    // A function of its own: two members may have been given the same one.
    const tell = () => notify();
    this.#members.set(member, tell);
    this.#followed.add(fullUnitName(name), tell);
    this.#systemd ??= Systemd.of(this.#services, session);
    this.#systemd.kept.add(member);
    this.#armed ??= this.#arm(this.#systemd);
    const armed = this.#armed;
    try {
      await armed;
    } catch (error) {
      if (this.#armed === armed) this.#armed = undefined;
      this.remove(member);
      throw error;
    }
  }

  remove(member: Member<SvcParams>): void {
    const tell = this.#members.get(member);
    this.#members.delete(member);
    this.#systemd?.kept.delete(member);
    if (!tell) return;
    const unit = fullUnitName(member.params.name);
    const path = this.#followed.pathOf(unit);
    if (this.#followed.remove(unit, tell)) this.#systemd?.reminders.callOff(unit);
    // Whoever it contradicted may have its way now.
    if (path !== undefined) this.#followed.notifyPath(path);
  }

  async close(): Promise<void> {
    const armed = this.#armed;
    this.#armed = undefined;
    await (await armed?.catch(() => undefined))?.close();
  }

  #arm(systemd: Systemd): Promise<Watch> {
    return allArmed([
      systemd.signals.hold(),
      this.#listen(systemd),
      watchUnitFiles(systemd.manager, this.#services, () => this.#followed.notifyAll()),
    ]);
  }

  #listen(systemd: Systemd): Watch {
    const { signals } = systemd;
    const followed = this.#followed;
    const heard = new HeardStates(systemd, followed);
    const onState = (path: string, state: ToldState) => heard.told(path, state);
    const onNew = (unit: string, path: string) => heard.loaded(unit, path);
    const onFound = (unit: string, path: string) => followed.found(unit, path);
    const onDue = (unit: string) => followed.notifyUnit(unit);
    const onAll = () => followed.notifyAll();
    signals.on('state', onState).on('new', onNew).on('found', onFound).on('due', onDue);
    signals.on('files', onAll).on('reloaded', onAll).on('renewed', onAll);
    return {
      close() {
        signals.off('state', onState).off('new', onNew).off('found', onFound).off('due', onDue);
        signals.off('files', onAll).off('reloaded', onAll).off('renewed', onAll);
      },
    };
  }
}

export function watchAll(services: Services): WatchSet<SvcParams> {
  return new UnitWatch(services);
}

export async function watch(params: SvcParams, notify: () => void, ctx: ResourceContext): Promise<Watch> {
  const set = watchAll(ctx.services);
  const member = { params, ctx };
  try {
    await set.add(member, notify);
  } catch (error) {
    await set.close();
    throw error;
  }
  return {
    async close() {
      await set.remove(member);
      await set.close();
    },
  };
}
