import { once } from 'node:events';
import { CLOCK, type Clock, type Services } from '@homeostat/resource';
import type { PackageBackend, TransactionContext } from '../backend/package-backend.ts';
import { FileLists } from './file-lists.ts';
import { PackageWatch } from './package-watch.ts';

/**
 * How long fetched lists are taken for new.
 *
 * Too small: several units, of which each has an unknown name, fetch all lists one after the other. Too large: a source that was
 * added in the meantime is missed, and what it has stays unknown until something else happens.
 *
 * @unit milliseconds
 */
const freshMs = 5000;

/** One package manager, as all resources of an engine use it: one transaction at a time, and one watch. */
export class SharedBackend {
  readonly manager: PackageBackend;
  readonly watch: PackageWatch;
  readonly fileLists: FileLists;
  readonly #clock: Clock;
  #turn: Promise<unknown> = Promise.resolve();
  #refreshed = { at: Number.NEGATIVE_INFINITY, outcome: Promise.resolve() };

  constructor(manager: PackageBackend, services: Services) {
    this.manager = manager;
    this.#clock = services.get(CLOCK);
    this.fileLists = new FileLists(manager);
    this.watch = new PackageWatch(manager, services);
  }

  /** Runs work that changes something, once all such work before it has ended; or rejects, once it is aborted before that. */
  async inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    let end = () => {};
    const own = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#turn = before.then(() => own);
    try {
      await unlessAborted(before, signal);
      this.watch.mute();
      try {
        return await work();
      } finally {
        this.watch.unmute();
      }
    } finally {
      end();
    }
  }

  /** Fetches what the repositories offer, unless that was tried a moment ago: then it has the outcome of that. */
  async refresh(context: TransactionContext): Promise<void> {
    if (this.#clock.now() - this.#refreshed.at < freshMs) return this.#refreshed.outcome;
    const outcome = this.manager.refresh(context);
    await outcome.catch(() => {});
    if (!context.signal.aborted) this.#refreshed = { at: this.#clock.now(), outcome };
    return outcome;
  }
}

async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const rest = new AbortController();
  const aborted = once(signal, 'abort', { signal: rest.signal }).catch(() => {});
  await Promise.race([work, aborted]);
  rest.abort();
  signal.throwIfAborted();
}
