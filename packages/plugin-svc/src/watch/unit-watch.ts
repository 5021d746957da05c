import type { Member, ResourceContext, Services, Watch, WatchSet } from '@homeostat/resource';
import type { SvcParams } from '../params.ts';
import { Systemd } from '../systemd/systemd.ts';
import type { ToldState } from '../systemd/unit-signals.ts';
import { fullUnitName, isTemplate } from '../unit-name.ts';
import { HeardStates } from './heard-states.ts';
import { watchUnitFiles } from './unit-file-watch.ts';

interface Watched {
  readonly unit: string;
  readonly notify: () => void;
  /** Of its object; undefined: a template, which has none. */
  path?: string;
}

/** One watch for any number of units of one systemd. */
class UnitWatch implements WatchSet<SvcParams> {
  readonly #services: Services;
  readonly #members = new Map<Member<SvcParams>, Watched>();
  readonly #byPath = new Map<string, Set<Watched>>();
  #armed: Promise<readonly Watch[]> | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  async add(member: Member<SvcParams>, notify: () => void): Promise<void> {
    const { params, ctx } = member;
    const watched: Watched = { unit: fullUnitName(params.name), notify };
    this.#members.set(member, watched);
    const systemd = Systemd.of(this.#services, params.session);
    try {
      this.#armed ??= this.#arm(systemd);
      await this.#armed;
      await this.#follow(systemd, watched, ctx.signal);
    } catch (error) {
      this.remove(member);
      throw error;
    }
  }

  remove(member: Member<SvcParams>): void {
    const watched = this.#members.get(member);
    this.#members.delete(member);
    if (watched) this.#unfollow(watched);
  }

  async close(): Promise<void> {
    const armed = this.#armed;
    this.#armed = undefined;
    for (const watch of (await armed?.catch(() => [])) ?? []) await watch.close();
  }

  async #arm(systemd: Systemd): Promise<readonly Watch[]> {
    const { signals, manager } = systemd;
    const watches: Watch[] = [];
    try {
      watches.push(await signals.hold());
      watches.push(this.#listen(systemd));
      watches.push(...(await watchUnitFiles(manager, this.#services, () => this.#notifyAll())));
      return watches;
    } catch (error) {
      this.#armed = undefined;
      for (const watch of watches) await watch.close();
      throw error;
    }
  }

  #listen(systemd: Systemd): Watch {
    const { signals, manager } = systemd;
    const notify = (path: string) => {
      for (const watched of this.#byPath.get(path) ?? []) watched.notify();
    };
    const heard = new HeardStates(manager, (path) => this.#byPath.has(path), notify);
    const onState = (path: string, state: ToldState) => {
      if (this.#byPath.has(path)) heard.told(path, state);
    };
    const onNew = (unit: string, path: string) => heard.loaded(unit, path);
    const onFiles = () => this.#notifyAll();
    const onNewDefinitions = () => void this.#followAgain(systemd);
    const onDue = (unit: string) => {
      for (const watched of this.#members.values()) if (watched.unit === unit) watched.notify();
    };
    signals.on('state', onState).on('new', onNew).on('files', onFiles).on('due', onDue);
    signals.on('reloaded', onNewDefinitions).on('renewed', onNewDefinitions);
    return {
      close() {
        signals.off('state', onState).off('new', onNew).off('files', onFiles).off('due', onDue);
        signals.off('reloaded', onNewDefinitions).off('renewed', onNewDefinitions);
      },
    };
  }

  async #follow(systemd: Systemd, watched: Watched, signal?: AbortSignal): Promise<void> {
    if (isTemplate(watched.unit)) return;
    const path = await systemd.manager.unitPath(watched.unit, signal);
    if (path === watched.path) return;
    this.#unfollow(watched);
    watched.path = path;
    this.#byPath.set(path, (this.#byPath.get(path) ?? new Set()).add(watched));
  }

  #unfollow(watched: Watched): void {
    if (watched.path === undefined) return;
    const others = this.#byPath.get(watched.path);
    others?.delete(watched);
    if (others?.size === 0) this.#byPath.delete(watched.path);
  }

  /** A name may lead to another unit now. */
  async #followAgain(systemd: Systemd): Promise<void> {
    await Promise.all(
      [...this.#members].map(async ([member, watched]) => {
        // What can't be looked up now is told by the check.
        await this.#follow(systemd, watched).catch(() => {});
        if (this.#members.has(member)) watched.notify();
        else this.#unfollow(watched);
      }),
    );
  }

  #notifyAll(): void {
    for (const { notify } of this.#members.values()) notify();
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
