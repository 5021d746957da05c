import type { Clock } from '@homeostat/resource';
import { closed } from './errors.ts';
import type { Connection } from './wire/connection.ts';

/** The wait after the first loss; it doubles with each that follows soon. @unit milliseconds */
const shortestDelayMs = 100;

/** A daemon that is being upgraded is back after seconds. @unit milliseconds */
const longestDelayMs = 10_000;

export interface LinkOptions {
  readonly clock: Clock;
  connect(signal: AbortSignal, onClose: (why: Error) => void): Promise<Connection>;
  /** Makes a new connection what the old one was. Until then nobody gets it. */
  restore(connection: Connection): Promise<void>;
  onLost(why: Error): void;
  /** After a loss there is a connection again. */
  onRestored(): void;
}

/** The connection of the moment: made when it is first asked for, and again whenever it was lost. */
export class Link {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  #attempt: Promise<Connection> | undefined;
  #live: Connection | undefined;
  #liveSince = 0;
  #missing = false;
  #failures = 0;
  #callOffRetry = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** A connection that is live and restored; rejects when none can be had now. */
  async connection(): Promise<Connection> {
    if (this.#closing.signal.aborted) throw closed();
    this.#attempt ??= this.#open();
    return this.#attempt;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#callOffRetry();
    const live = await this.#attempt?.catch(() => undefined);
    await live?.close();
  }

  async #open(): Promise<Connection> {
    this.#callOffRetry();
    const { clock, connect, restore, onRestored } = this.#options;
    let ended: Error | undefined;
    try {
      const connection = await connect(this.#closing.signal, (why) => {
        ended = why;
        if (this.#live === connection) this.#lost(why);
      });
      await restore(connection).catch(async (error) => {
        await connection.close();
        throw error;
      });
      if (ended) throw ended;
      this.#live = connection;
      this.#liveSince = clock.now();
    } catch (error) {
      this.#attempt = undefined;
      if (this.#missing) this.#retryLater();
      throw error;
    }
    if (this.#missing) {
      this.#missing = false;
      onRestored();
    }
    return this.#live;
  }

  #lost(why: Error): void {
    this.#live = undefined;
    this.#attempt = undefined;
    if (this.#closing.signal.aborted) return;
    // One that held for a while is no part of a row of failures.
    if (this.#options.clock.now() - this.#liveSince >= longestDelayMs) this.#failures = 0;
    this.#missing = true;
    this.#options.onLost(why);
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closing.signal.aborted) return;
    const delay = Math.min(longestDelayMs, shortestDelayMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#callOffRetry = this.#options.clock.schedule(delay, () => {
      this.connection().catch(() => {});
    });
  }
}
