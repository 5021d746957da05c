import type { Logger, StateStore } from '@homeostat/resource';
import { messageOf } from '../errors.ts';
import type { Member } from './member.ts';

/**
 * Remembers, over restarts too, which resources are to be refreshed and have not been yet.
 *
 * Noted before what they listen to is changed: whatever ends this process between the change and the refresh, the next
 * start makes up for it.
 */
export class OwedRefreshes {
  readonly #store: StateStore;
  readonly #log: Logger;
  /** How often each was noted since it was last settled. */
  readonly #noted = new Map<string, number>();
  /** What the store is being asked last for each: it may take long, and need not keep their order. */
  readonly #pending = new Map<string, Promise<unknown>>();

  constructor(store: StateStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** To be awaited before these members are applied. */
  async note(members: readonly Member[]): Promise<void> {
    const successors = members.flatMap((member) => member.successors.filter(({ notify }) => notify));
    const owed = successors.map(({ member }) => member).filter(canBeOwed);
    await Promise.all(
      owed.map(async (member) => {
        const times = this.timesNoted(member);
        this.#noted.set(member.id, times + 1);
        if (times === 0) await this.#access(member, (key) => this.#store.set(key, true));
        // Another one's note of it may not be kept yet.
        else await this.#pending.get(member.id);
      }),
    );
  }

  timesNoted(member: Member): number {
    return this.#noted.get(member.id) ?? 0;
  }

  /** @param times how often it had been noted when the check before its refresh began: what was noted since is still owed */
  async settle(member: Member, times: number): Promise<void> {
    if (times === 0 || this.timesNoted(member) !== times) return;
    this.#noted.delete(member.id);
    await this.#access(member, (key) => this.#store.delete(key));
  }

  /** Gives a new member the refresh that it is owed from before. */
  async recall(member: Member): Promise<void> {
    if (!canBeOwed(member)) return;
    if ((await this.#access(member, (key) => this.#store.get(key))) !== true) return;
    this.#noted.set(member.id, this.timesNoted(member) + 1);
    member.owedRefresh = 'asked';
  }

  /** One after the other for each member. */
  async #access<T>(member: Member, access: (key: string) => Promise<T>): Promise<T | undefined> {
    const { id } = member;
    const before = this.#pending.get(id);
    const answer = before ? before.then(() => this.#try(member, access)) : this.#try(member, access);
    this.#pending.set(id, answer);
    try {
      return await answer;
    } finally {
      if (this.#pending.get(id) === answer) this.#pending.delete(id);
    }
  }

  /** What can't be remembered must not keep anything from being put right. */
  async #try<T>(member: Member, access: (key: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await access(`refresh of ${member.id}`);
    } catch (error) {
      this.#log.warn(
        `${member.id}: whether it is owed a refresh is not kept over a restart: ${messageOf(error)}`,
      );
      return undefined;
    }
  }
}

function canBeOwed({ vertex }: Member): boolean {
  return vertex.resource.refresh !== undefined;
}
