import {
  type Clock,
  type Member as GroupMember,
  type Logger,
  nothingToWatch,
  type Problem,
  type Services,
  type Watch,
  type WatchSet,
} from '@homeostat/resource';
import { messageOf, watchNotArmed } from '../errors.ts';
import { MemberContext } from './context.ts';
import type { Member } from './member.ts';

/**
 * How often a resource is checked that nothing tells about: its kind has no watch, or the watch can't be armed.
 * Users choose another interval by the meta parameter `poll`.
 *
 * @unit seconds
 */
export const fallbackPollSeconds = 60;

export interface WatchParts {
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Logger;
  readonly killSignal: AbortSignal;
  /** The member's state may have changed. */
  notice(member: Member): void;
  warn(member: Member, problem: Problem): void;
}

interface SharedSet {
  readonly set: Promise<WatchSet<unknown>>;
  members: number;
}

/** Arms and takes down what tells about each member: its own watch, the watch it shares with its bucket, or a poll. */
export class Watches {
  readonly #parts: WatchParts;
  readonly #shared = new Map<string, SharedSet>();
  readonly #lifetime = new AbortController();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Resolves when each has something that tells about it; never rejects. Returns nothing when that is so already. */
  arm(members: readonly Member[]): Promise<unknown> | undefined {
    const pending = members
      .filter((member) => !member.armed)
      .map((member) => this.#armOne(member))
      .filter((arming) => arming !== undefined);
    return pending.length > 0 ? Promise.all(pending) : undefined;
  }

  async disarm(member: Member): Promise<void> {
    member.cancelPoll?.();
    member.cancelPoll = undefined;
    const { armed } = member;
    member.armed = undefined;
    try {
      await armed?.close();
    } catch (error) {
      this.#parts.log.warn(`${member.id}: its watch did not close: ${messageOf(error)}`);
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
    const ctx = new MemberContext(
      member,
      this.#parts.services,
      this.#lifetime.signal,
      this.#parts.killSignal,
    );
    const notify = () => this.#parts.notice(member);
    if (bucket !== undefined && resource.groupable?.watchAll)
      return this.#join(bucket, member, { params, ctx }, notify);
    return resource.watch?.(params, notify, ctx);
  }

  async #join(
    bucket: string,
    member: Member,
    entry: GroupMember<unknown>,
    notify: () => void,
  ): Promise<Watch> {
    const { services } = this.#parts;
    const shared = this.#shared.get(bucket) ?? {
      set: (async () => member.vertex.resource.groupable!.watchAll!(services))(),
      members: 0,
    };
    this.#shared.set(bucket, shared);
    shared.members += 1;
    const leave = async () => {
      shared.members -= 1;
      if (shared.members > 0) return;
      if (this.#shared.get(bucket) === shared) this.#shared.delete(bucket);
      await (await shared.set).close();
    };
    try {
      await (await shared.set).add(entry, notify);
    } catch (error) {
      await leave().catch(() => {});
      throw error;
    }
    return {
      close: async () => {
        try {
          await (await shared.set).remove(entry);
        } finally {
          await leave();
        }
      },
    };
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
