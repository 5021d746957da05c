import type { SignalMatch } from '../bus.ts';
import { BusError } from '../errors.ts';
import type { Listeners } from '../listeners.ts';
import { theBus } from '../the-bus.ts';
import type { Connection } from '../wire/connection.ts';
import type { Armed } from './armed.ts';
import { callBus } from './call-bus.ts';
import type { MatchRules } from './match-rules.ts';

/** A well-known name whose owner is followed. */
export class FollowedName {
  readonly #name: string;
  readonly #rule: Armed;
  #owner: string | undefined;
  #changes = 0;
  readonly listeners: Listeners<string | undefined>;
  readonly armed: Promise<unknown>;

  constructor(
    name: string,
    connection: Connection,
    rules: MatchRules,
    listeners: Listeners<string | undefined>,
  ) {
    this.#name = name;
    this.listeners = listeners;
    this.#rule = rules.add(connection, ownerChanges(name), ({ body: [, , owner] }) =>
      this.#set(owner === '' ? undefined : String(owner)),
    );
    this.armed = Promise.all([
      this.#rule.armed,
      this.#ask(connection, (owner) => {
        this.#owner = owner;
      }),
    ]);
  }

  get owner(): string | undefined {
    return this.#owner;
  }

  /** Asks again, once the rule is on another connection. */
  async restore(connection: Connection): Promise<void> {
    await this.#ask(connection, (owner) => this.#set(owner));
  }

  /** The connection is lost. */
  forget(): void {
    this.#set(undefined);
  }

  remove(): Promise<void> {
    return this.#rule.remove();
  }

  async #ask(connection: Connection, found: (owner: string | undefined) => void): Promise<void> {
    const before = this.#changes;
    const owner = await askOwner(connection, this.#name);
    // A change that came meanwhile is newer than the answer, or what it says.
    if (this.#changes === before) found(owner);
  }

  #set(owner: string | undefined): void {
    this.#changes += 1;
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.listeners.tell(owner);
  }
}

/** Who owns a name now; starts nothing. */
export async function askOwner(connection: Connection, name: string): Promise<string | undefined> {
  try {
    const [owner] = await callBus(connection, 'GetNameOwner', name);
    return String(owner);
  } catch (error) {
    if (error instanceof BusError && error.errorName === nobodyOwnsIt) return undefined;
    throw error;
  }
}

const nobodyOwnsIt = 'org.freedesktop.DBus.Error.NameHasNoOwner';

function ownerChanges(name: string): SignalMatch {
  const { destination: sender, ...object } = theBus;
  return { sender, ...object, member: 'NameOwnerChanged', arg0: name };
}
