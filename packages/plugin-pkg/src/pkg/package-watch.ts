import { isDeepStrictEqual } from 'node:util';
import { allArmed, CLOCK, type Member, type Services, type Watch } from '@homeostat/resource';
import type { PackageBackend, PackageStatus } from '../backend/package-backend.ts';
import { watchKept } from './kept.ts';
import { lookAt } from './look-at.ts';
import type { PkgParams } from './params.ts';
import { isToBeThere } from './wanted-state.ts';

/**
 * How long after a change of our own notices may still be about it: PackageKit tells after 100 ms.
 *
 * Too small: a package whose installation fails is tried again because of what the failing left behind, without end. Too
 * large: what somebody else mends right then does not make it try again.
 *
 * @unit milliseconds
 */
const echoMs = 1000;

/**
 * How many times as long as a look took nothing is looked at after it.
 *
 * Too small: while a whole system is upgraded, hundreds of notices keep a core busy; where apt is asked for versions, a look takes
 * a second. Too large: what happens right after a look is seen that much later.
 */
const restFactor = 4;

interface Listener {
  readonly member: Member<PkgParams>;
  readonly notify: () => void;
}

interface Seen {
  readonly status: PackageStatus;
  readonly inState: boolean;
}

/**
 * One watch of a package manager for any number of packages.
 *
 * A notice of the manager says no more than "something". It costs one look for all of them, and those are told that are not as
 * they were last seen. Those that are not in state are told as well, since what keeps them from it may be gone, unless it was we
 * who changed something.
 */
export class PackageWatch {
  readonly #manager: PackageBackend;
  readonly #services: Services;
  readonly #listeners = new Set<Listener>();
  readonly #seen = new Map<string, Seen>();
  #armed: Promise<Watch> | undefined;
  #lifetime = new AbortController();
  #looking = false;
  /** Whose doing the notices are about that no look has answered yet. */
  #owed: 'nothing' | 'ours' | 'theirs' = 'nothing';
  #ours: 'no' | 'running' | 'echo' = 'no';
  #endEcho = () => {};

  constructor(manager: PackageBackend, services: Services) {
    this.#manager = manager;
    this.#services = services;
  }

  /** Resolves once it is armed. */
  async add(member: Member<PkgParams>, notify: () => void): Promise<Watch> {
    const listener = { member, notify };
    this.#listeners.add(listener);
    this.#armed ??= this.#arm();
    try {
      await this.#armed;
    } catch (error) {
      this.#armed = undefined;
      this.#listeners.delete(listener);
      throw error;
    }
    return { close: () => this.#remove(listener) };
  }

  /** What a check or an apply found; a notice is compared with it. */
  saw({ ctx }: Member<PkgParams>, status: PackageStatus, inState: boolean): void {
    this.#seen.set(ctx.id, { status, inState });
  }

  /** Of each package the first resource that keeps it, while several do; one that wants it to be there before those that don't. */
  firstKeepers(): ReadonlyMap<string, Member<PkgParams>> {
    const members = [...this.#listeners].map(({ member }) => member);
    const ordered = [...members.filter(({ params }) => isToBeThere(params)), ...members];
    const nameOf = (member: Member<PkgParams>) => this.#manager.canonicalName(member.params.name);
    return new Map(ordered.toReversed().map((member) => [nameOf(member), member]));
  }

  /** We change something ourselves, and look when it is done: until then nothing need be told. */
  mute(): void {
    this.#endEcho();
    this.#ours = 'running';
  }

  unmute(): void {
    this.#ours = 'echo';
    this.#endEcho = this.#services.get(CLOCK).schedule(echoMs, () => {
      this.#ours = 'no';
    });
    this.#lookIfOwed();
  }

  /** What the graph wants to be there counts, too: a resource that contradicted another may do so no longer. */
  #arm(): Promise<Watch> {
    return allArmed([
      this.#manager.watch(() => this.#noticed(), this.#services),
      watchKept(this.#services, () => this.#noticed('theirs')),
    ]);
  }

  async #remove(listener: Listener): Promise<void> {
    this.#listeners.delete(listener);
    this.#seen.delete(listener.member.ctx.id);
    if (this.#listeners.size > 0) return;
    const armed = this.#armed;
    this.#armed = undefined;
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    await (await armed)?.close();
  }

  /** Whose doing it is about shows when it comes: until it is answered, our own may have begun or ended. */
  #noticed(whose: 'ours' | 'theirs' = this.#ours === 'no' ? 'theirs' : 'ours'): void {
    this.#owe(whose);
    this.#lookIfOwed();
  }

  #owe(whose: 'ours' | 'theirs'): void {
    if (this.#owed !== 'theirs') this.#owed = whose;
  }

  #lookIfOwed(): void {
    if (this.#owed === 'nothing' || this.#ours === 'running' || this.#looking) return;
    const whose = this.#owed;
    this.#owed = 'nothing';
    void this.#lookAndTell(whose);
  }

  async #lookAndTell(whose: 'ours' | 'theirs'): Promise<void> {
    const clock = this.#services.get(CLOCK);
    const startedAt = clock.now();
    this.#looking = true;
    const listeners = [...this.#listeners];
    const isTold = await this.#changedSince(listeners, whose === 'theirs');
    // What we did since then is in the look that we take when it is done.
    if (this.#ours === 'running') this.#owe(whose);
    else {
      for (const listener of listeners) {
        if (this.#listeners.has(listener) && isTold(listener)) listener.notify();
      }
    }
    clock.schedule(restFactor * (clock.now() - startedAt), () => {
      this.#looking = false;
      this.#lookIfOwed();
    });
  }

  async #changedSince(
    listeners: readonly Listener[],
    mayHaveMended: boolean,
  ): Promise<(listener: Listener) => boolean> {
    try {
      const members = listeners.map(({ member }) => member);
      const statuses = await lookAt(members, this.#manager, this.#lifetime.signal);
      return ({ member }) => {
        const seen = this.#seen.get(member.ctx.id);
        if (!seen || (mayHaveMended && !seen.inState)) return true;
        return !isDeepStrictEqual(seen.status, statuses.get(member.params.name));
      };
    } catch {
      // Their checks meet the same, and can tell it.
      return () => true;
    }
  }
}
