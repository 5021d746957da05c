import type { Member, Resource, Services, Watch, WatchSet } from '@homeostat/resource';

/** The watch sets of an engine, one for each bucket that has members, or for a resource that has no bucket. */
export class WatchSets {
  readonly #services: Services;
  readonly #open = new Map<string, OpenSet>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Adds a member to the set of its bucket, which is opened for the first one. Returns what takes it out again. */
  join(
    bucket: string,
    resource: Resource,
    member: Member<unknown>,
    notify: () => void,
  ): Watch | Promise<Watch> {
    const open = this.#open.get(bucket) ?? this.#openSet(bucket, resource);
    open.members += 1;
    const joined = (added: void | Promise<void>): Watch | Promise<Watch> =>
      added instanceof Promise ? added.then(() => membership) : membership;
    const membership = new Membership(open, member);
    const refused = async (error: unknown): Promise<never> => {
      await open.leave()?.catch(() => {});
      throw error;
    };
    try {
      const watching =
        open.set instanceof Promise
          ? open.set.then((set) => set.add(member, notify)).then(joined)
          : joined(open.set.add(member, notify));
      return watching instanceof Promise ? watching.catch(refused) : watching;
    } catch (error) {
      return refused(error);
    }
  }

  /** Waits no longer for a set that has not opened: the next member opens another. */
  abandon(bucket: string): void {
    if (this.#open.get(bucket)?.set instanceof Promise) this.#open.delete(bucket);
  }

  #openSet(bucket: string, resource: Resource): OpenSet {
    const open = new OpenSet(resource.groupable!.watchAll!(this.#services), () => {
      if (this.#open.get(bucket) === open) this.#open.delete(bucket);
    });
    this.#open.set(bucket, open);
    return open;
  }
}

class OpenSet {
  set: WatchSet<unknown> | Promise<WatchSet<unknown>>;
  readonly #onEmpty: () => void;
  members = 0;

  constructor(set: WatchSet<unknown> | Promise<WatchSet<unknown>>, onEmpty: () => void) {
    this.set = set;
    this.#onEmpty = onEmpty;
    if (!(set instanceof Promise)) return;
    set.then(
      (opened) => {
        this.set = opened;
      },
      () => {},
    );
  }

  /** Returns a promise only for the last. */
  leave(): Promise<void> | undefined {
    this.members -= 1;
    if (this.members > 0) return undefined;
    this.#onEmpty();
    return this.#close();
  }

  async #close(): Promise<void> {
    await (await this.set).close();
  }
}

class Membership implements Watch {
  readonly #open: OpenSet;
  readonly #member: Member<unknown>;

  constructor(open: OpenSet, member: Member<unknown>) {
    this.#open = open;
    this.#member = member;
  }

  close(): void | Promise<void> {
    const { set } = this.#open;
    // No promise where nothing is waited for: of a large graph all leave at once.
    if (set instanceof Promise) return this.#leaveAfter(set.then((opened) => opened.remove(this.#member)));
    let removing: void | Promise<void>;
    try {
      removing = set.remove(this.#member);
    } catch (error) {
      removing = Promise.reject(error);
    }
    return removing instanceof Promise ? this.#leaveAfter(removing) : this.#open.leave();
  }

  async #leaveAfter(removing: Promise<void>): Promise<void> {
    try {
      await removing;
    } finally {
      await this.#open.leave();
    }
  }
}
