import {
  allArmed,
  type Member,
  type Services,
  WATCHER,
  type Watch,
  type WatchSet,
} from '@homeostat/resource';
import { Database } from '../database/database.ts';
import type { Keeping, NamedAccount } from '../keeping.ts';
import { rememberTraces } from '../last-traces.ts';
import type { Machine } from '../machine/machine.ts';
import { DirectoryWatch } from './directory-watch.ts';

interface Followed {
  readonly notify: () => void;
  readonly directory: DirectoryWatch;
}

/**
 * One watch of the files for all members. One reading tells who is meant: those of whom the files say something else than when they
 * were last read.
 */
export class AccountWatch<P extends NamedAccount> implements WatchSet<P> {
  readonly #services: Services;
  readonly #machine: Machine;
  readonly #keeping: Keeping<P>;
  readonly #members = new Map<Member<P>, Followed>();
  #armed: Promise<Watch> | undefined;

  constructor(services: Services, machine: Machine, keeping: Keeping<P>) {
    this.#services = services;
    this.#machine = machine;
    this.#keeping = keeping;
  }

  async add(member: Member<P>, notify: () => void): Promise<void> {
    const directory = new DirectoryWatch(this.#services.get(WATCHER), this.#machine.root, notify);
    // What changes while the rest is being armed is meant for it, too.
    this.#members.set(member, { notify, directory });
    this.#machine.kept[this.#keeping.what].add(member);
    try {
      this.#armed ??= this.#arm();
      await this.#armed;
      const database = new Database(this.#machine.root);
      rememberTraces(this.#keeping, member.params, database);
      await directory.follow(() => this.#keeping.directory?.(member.params, database));
    } catch (error) {
      await this.remove(member);
      throw error;
    }
  }

  async remove(member: Member<P>): Promise<void> {
    const followed = this.#members.get(member);
    this.#members.delete(member);
    this.#machine.kept[this.#keeping.what].delete(member);
    // Whoever it contradicted may have its way now.
    for (const [other, { notify }] of this.#members) if (other.params.name === member.params.name) notify();
    await followed?.directory.close();
  }

  async close(): Promise<void> {
    const armed = this.#armed;
    this.#armed = undefined;
    await (await armed?.catch(() => undefined))?.close();
  }

  async #arm(): Promise<Watch> {
    const watcher = this.#services.get(WATCHER);
    const look = () => this.#look();
    try {
      return await allArmed(
        this.#keeping.files.map((file) => watcher.watch(`${this.#machine.root}/etc/${file}`, look)),
      );
    } catch (error) {
      this.#armed = undefined;
      throw error;
    }
  }

  #look(): void {
    const database = new Database(this.#machine.root);
    for (const [{ params }, { notify, directory }] of this.#members) {
      if (rememberTraces(this.#keeping, params, database)) notify();
      // Where a home directory can't be found or watched, the check tells why.
      directory.follow(() => this.#keeping.directory?.(params, database)).catch(notify);
    }
  }
}
