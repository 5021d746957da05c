import { type Clock, type Logger, nothingToWatch, type Problem, type Watch } from '@homeostat/resource';
import { aborted, messageOf, watchNotArmed, watchTimedOut } from '../errors.ts';
import { Arming, ArmingContext, type Late } from './arming.ts';
import type { Surroundings } from './context.ts';
import type { Member } from './member.ts';
import { WatchSets } from './watch-sets.ts';

/**
 * How often a resource is checked that nothing tells about: its kind has no watch, or the watch can't be armed.
 * Users choose another interval by the meta parameter `poll`.
 *
 * @unit seconds
 */
export const fallbackPollSeconds = 60;

/**
 * How long a watch may take to be armed, where the meta parameter `timeout` says nothing.
 *
 * Too small: the watch of a large tree on a slow disk is never armed. Too large: one that hangs holds up what comes after its
 * resource, and what takes its place, that much longer.
 *
 * @unit milliseconds
 */
export const armMs = 60_000;

/**
 * How long a watch that is taken down may take to close before it is left to itself.
 *
 * Too small: a slow one may still speak when its successor is armed, which costs a check. Too large: one that hangs holds up
 * what takes its resource's place, and the end, that much longer.
 *
 * @unit milliseconds
 */
export const closeMs = 10_000;

export interface WatchParts {
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly log: Logger;
  /** The member's state may have changed. */
  notice(member: Member): void;
  warn(member: Member, problem: Problem): void;
}

interface Pending {
  readonly ctx: ArmingContext;
  readonly watch: Promise<Watch | undefined>;
}

/** Arms and takes down what tells about each member: its own watch, the watch it shares with its bucket, or a poll. */
export class Watches {
  readonly #parts: WatchParts;
  readonly #sets: WatchSets;
  readonly #arming = new Set<Arming>();
  readonly #closing = new Set<Promise<void>>();
  #stopping = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#sets = new WatchSets(parts.surroundings.services);
  }

  /**
   * Resolves when each has something that tells about it, but for those that are late; never rejects. Returns nothing when
   * each has it already. All have equal meta parameters.
   */
  arm(members: readonly Member[]): Promise<Late | undefined> | undefined {
    // Made where something is waited for: of 100,000 resources most may be armed at once.
    let arming: Arming | undefined;
    for (const member of members) {
      const pending = member.armed ? undefined : this.#armOne(member);
      if (!pending) continue;
      arming ??= new Arming();
      arming.add(member, pending.ctx);
      this.#armLater(member, pending.watch, arming);
    }
    return arming && this.#finish(arming, armMsOf(members[0]!));
  }

  /** Takes down what tells about it. Resolves when that is done or has had its time; returns nothing when it is done already. */
  disarm(member: Member): Promise<void> | undefined {
    this.#cancelPoll(member);
    const { armed } = member;
    member.armed = undefined;
    return armed && this.#close(member, armed);
  }

  /** Resolves when everything that was taken down is closed, or has had its time. */
  async closed(): Promise<void> {
    await Promise.all(this.#closing);
  }

  /** Has the hooks end that are arming. */
  stop(): void {
    this.#stopping = true;
    for (const arming of this.#arming) arming.abort(aborted());
  }

  /** Waits for them no longer. */
  abort(): void {
    for (const arming of this.#arming) arming.giveUp(aborted());
  }

  async #finish(arming: Arming, ms: number): Promise<Late | undefined> {
    this.#arming.add(arming);
    const callOff = this.#parts.clock.schedule(ms, () => arming.giveUp(watchTimedOut(ms)));
    const late = await arming.ended();
    callOff();
    this.#arming.delete(arming);
    // What comes next begins no call then.
    if (late === undefined || this.#stopping) return undefined;
    for (const member of late.members) {
      const set = setOf(member);
      if (set !== undefined) this.#sets.abandon(set);
      this.#poll(member, fallbackPollSeconds);
    }
    return late;
  }

  /** Returns what has to be waited for. */
  #armOne(member: Member): Pending | undefined {
    const { poll } = member.vertex.meta;
    if (poll !== 0) {
      if (poll > 0) this.#poll(member, poll);
      member.armed = nothingToWatch;
      return undefined;
    }
    try {
      const ctx = new ArmingContext(member, this.#parts.surroundings);
      const watch = this.#watch(member, ctx);
      if (watch instanceof Promise) return { ctx, watch };
      this.#armed(member, watch);
    } catch (error) {
      this.#notArmed(member, error);
    }
    return undefined;
  }

  #armLater(member: Member, watch: Promise<Watch | undefined>, arming: Arming): void {
    // It is looked at now, and again only once this has come to an end.
    this.#cancelPoll(member);
    watch.then(
      (armed) => {
        if (arming.settle(member)) this.#armed(member, armed);
        else if (armed) void this.#close(member, armed);
      },
      (error) => {
        if (arming.settle(member)) this.#notArmed(member, error);
      },
    );
  }

  #watch(member: Member, ctx: ArmingContext): Watch | undefined | Promise<Watch | undefined> {
    const { resource, params } = member.vertex;
    const notify = () => this.#parts.notice(member);
    const set = setOf(member);
    if (set !== undefined) return this.#sets.join(set, resource, { params, ctx }, notify);
    return resource.watch?.(params, notify, ctx);
  }

  #armed(member: Member, watch: Watch | undefined): void {
    // One that is not written in TypeScript may answer null.
    if (watch) this.#cancelPoll(member);
    else this.#poll(member, fallbackPollSeconds);
    member.armed = watch ?? nothingToWatch;
  }

  /** Polled until a later run can arm it. */
  #notArmed(member: Member, error: unknown): void {
    if (this.#stopping) return;
    if (!member.watchWarned) this.#parts.warn(member, watchNotArmed(member.id, error, fallbackPollSeconds));
    member.watchWarned = true;
    this.#poll(member, fallbackPollSeconds);
  }

  #poll(member: Member, seconds: number): void {
    if (member.cancelPoll) return;
    const wait = () => {
      member.cancelPoll = this.#parts.clock.schedule(seconds * 1000, () => {
        wait();
        this.#parts.notice(member);
      });
    };
    wait();
  }

  #cancelPoll(member: Member): void {
    member.cancelPoll?.();
    member.cancelPoll = undefined;
  }

  #close(member: Member, watch: Watch): Promise<void> | undefined {
    try {
      const closing = watch.close();
      // No promise where nothing is waited for: of a large graph all leave at once.
      if (!(closing instanceof Promise)) return undefined;
      const closed = this.#closeInTime(member, closing).then(() => void this.#closing.delete(closed));
      this.#closing.add(closed);
      return closed;
    } catch (error) {
      this.#notClosed(member, messageOf(error));
      return undefined;
    }
  }

  async #closeInTime(member: Member, closing: Promise<void>): Promise<void> {
    let callOff!: () => void;
    const late = new Promise<string>((resolve) => {
      const reason = `it has not answered within ${closeMs / 1000} s`;
      callOff = this.#parts.clock.schedule(closeMs, () => resolve(reason));
    });
    const reason = await Promise.race([closing.then(() => undefined, messageOf), late]);
    callOff();
    if (reason !== undefined) this.#notClosed(member, reason);
  }

  #notClosed(member: Member, reason: string): void {
    this.#parts.log.warn(`${member.id}: its watch did not close: ${reason}`);
  }
}

/** The name of the set that watches it, when one does. Where it shares none, and its kind has no other watch, it has one for itself. */
function setOf({ id, vertex: { bucket, resource } }: Member): string | undefined {
  if (!resource.groupable?.watchAll) return undefined;
  return bucket ?? (resource.watch ? undefined : id);
}

function armMsOf(member: Member): number {
  return member.vertex.meta.timeout || armMs;
}
