import { type Clock, type Logger, nothingToWatch, type Problem, type Watch } from '@homeostat/resource';
import { messageOf, watchNotArmed } from '../errors.ts';
import { MemberContext, type Surroundings } from './context.ts';
import type { Member } from './member.ts';
import { WatchSets } from './watch-sets.ts';

/**
 * How often a resource is checked that nothing tells about: its kind has no watch, or the watch can't be armed.
 * Users choose another interval by the meta parameter `poll`.
 *
 * @unit seconds
 */
export const fallbackPollSeconds = 60;

export interface WatchParts {
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly log: Logger;
  /** The member's state may have changed. */
  notice(member: Member): void;
  warn(member: Member, problem: Problem): void;
}

/** Arms and takes down what tells about each member: its own watch, the watch it shares with its bucket, or a poll. */
export class Watches {
  readonly #parts: WatchParts;
  readonly #sets: WatchSets;
  readonly #lifetime = new AbortController();

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#sets = new WatchSets(parts.surroundings.services);
  }

  /** Resolves when each has something that tells about it; never rejects. Returns nothing when that is so already. */
  arm(members: readonly Member[]): Promise<unknown> | undefined {
    const pending: Promise<void>[] = [];
    for (const member of members) {
      const arming = member.armed ? undefined : this.#armOne(member);
      if (arming) pending.push(arming);
    }
    return pending.length > 0 ? Promise.all(pending) : undefined;
  }

  /** Resolves when nothing tells about it any more; never rejects. Returns nothing when that is so already. */
  disarm(member: Member): Promise<void> | undefined {
    member.cancelPoll?.();
    member.cancelPoll = undefined;
    const { armed } = member;
    member.armed = undefined;
    const failed = (error: unknown) =>
      this.#parts.log.warn(`${member.id}: its watch did not close: ${messageOf(error)}`);
    try {
      const closing = armed?.close();
      return closing instanceof Promise ? closing.catch(failed) : undefined;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  /** Calls off what is being armed. */
  stop(): void {
    this.#lifetime.abort();
  }

  #armOne(member: Member): Promise<void> | undefined {
    const { poll } = member.vertex.meta;
    if (poll !== 0) {
      if (poll > 0) this.#poll(member, poll);
      member.armed = nothingToWatch;
      return undefined;
    }
    try {
      const watch = this.#watch(member);
      if (watch instanceof Promise) {
        return watch.then(
          (armed) => this.#armed(member, armed),
          (error) => this.#notArmed(member, error),
        );
      }
      this.#armed(member, watch);
    } catch (error) {
      this.#notArmed(member, error);
    }
    return undefined;
  }

  #watch(member: Member): Watch | undefined | Promise<Watch | undefined> {
    const { resource, params, bucket } = member.vertex;
    const ctx = new MemberContext(member, this.#parts.surroundings, this.#lifetime.signal);
    const notify = () => this.#parts.notice(member);
    if (bucket !== undefined && resource.groupable?.watchAll)
      return this.#sets.join(bucket, resource, { params, ctx }, notify);
    return resource.watch?.(params, notify, ctx);
  }

  #armed(member: Member, watch: Watch | undefined): void {
    if (watch === undefined) this.#poll(member, fallbackPollSeconds);
    else {
      member.cancelPoll?.();
      member.cancelPoll = undefined;
    }
    member.armed = watch ?? nothingToWatch;
  }

  /** Polled until a later run can arm it. */
  #notArmed(member: Member, error: unknown): void {
    if (this.#lifetime.signal.aborted) return;
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
}
