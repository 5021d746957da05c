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
  #newest: Connection | undefined;
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
    // Ends a restore that is under way, too.
    await this.#newest?.close();
    const late = await this.#attempt?.catch(() => undefined);
    await late?.close();
  }

  async #open(): Promise<Connection> {
    this.#callOffRetry();
    const { connect, restore, onRestored } = this.#options;
    let live = false;
    let ended: Error | undefined;
    const onClose = (why: Error) => {
      ended = why;
      if (live) this.#lost(why);
    };
    try {
      const connection = await connect(this.#closing.signal, onClose);
      this.#newest = connection;
      await restore(connection).catch(async (error) => {
        await connection.close();
        throw error;
      });
      if (ended) throw ended;
      live = true;
      this.#liveSince = this.#options.clock.now();
      if (this.#missing) {
        this.#missing = false;
        onRestored();
      }
      return connection;
    } catch (error) {
      this.#attempt = undefined;
      if (this.#missing) this.#retryLater();
      throw error;
    }
  }

  #lost(why: Error): void {
    this.#attempt = undefined;
    if (this.#closing.signal.aborted) return;
    // One that held for a while is no part of a row of failures.
    if (this.#options.clock.now() - this.#liveSince >= longestDelayMs) this.#failures = 0;
    this.#missing = true;
    this.#retryLater();
    this.#options.onLost(why);
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
