import type { Member, Resource, Services, Watch, WatchSet } from '@homeostat/resource';

/** The watch sets of an engine, one for each bucket that has members. */
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
      await open.leave().catch(() => {});
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

  #openSet(bucket: string, resource: Resource): OpenSet {
    const open = new OpenSet(resource.groupable!.watchAll!(this.#services), () => {
      if (this.#open.get(bucket) === open) this.#open.delete(bucket);
    });
    this.#open.set(bucket, open);
    return open;
  }
}

class OpenSet {
  readonly set: WatchSet<unknown> | Promise<WatchSet<unknown>>;
  readonly #onEmpty: () => void;
  members = 0;

  constructor(set: WatchSet<unknown> | Promise<WatchSet<unknown>>, onEmpty: () => void) {
    this.set = set;
    this.#onEmpty = onEmpty;
  }

  async leave(): Promise<void> {
    this.members -= 1;
    if (this.members > 0) return;
    this.#onEmpty();
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

  async close(): Promise<void> {
    try {
      await (await this.#open.set).remove(this.#member);
    } finally {
      await this.#open.leave();
    }
  }
}
