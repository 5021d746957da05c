import { setMaxListeners } from 'node:events';
import type { Clock } from '@homeostat/resource';
import { Semaphore } from 'async-mutex';
import { aborted, timedOut } from '../errors.ts';

/**
 * How many hook calls run at once; a call for a whole group counts as one.
 *
 * Too small: slow commands hold up quick files. Too large: a graph of thousands of single resources runs out of file
 * descriptors (1,024 by default) or starts as many processes.
 */
const maxCalls = 64;

/** Thrown instead of beginning a call once the engine is stopping. */
export const notBegun = new Error('The engine is stopping');

/** Calls hooks: so many at a time, within their time, and able to be cut short when the engine stops. */
export class HookCalls {
  readonly #clock: Clock;
  readonly #slots = new Semaphore(maxCalls);
  readonly #running = new Set<AbortController>();
  readonly #kill = new AbortController();
  #stopping = false;
  #aborting = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    // Every running hook may listen to it.
    setMaxListeners(0, this.#kill.signal);
  }

  get killSignal(): AbortSignal {
    return this.#kill.signal;
  }

  /** @param timeoutMs 0: no limit */
  async call<T>(timeoutMs: number, hook: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    return this.#slots.runExclusive(async () => {
      if (this.#stopping) throw notBegun;
      return this.#callNow(timeoutMs, hook);
    });
  }

  /** The same for a call that completes one already made: it runs even when the engine has begun to stop. */
  async complete<T>(timeoutMs: number, hook: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    return this.#slots.runExclusive(() => this.#callNow(timeoutMs, hook));
  }

  async #callNow<T>(timeoutMs: number, hook: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    const controller = new AbortController();
    const { signal } = controller;
    // All members of a group may listen to it.
    setMaxListeners(0, signal);
    if (this.#aborting) throw aborted();
    this.#running.add(controller);
    const cancel =
      timeoutMs > 0
        ? this.#clock.schedule(timeoutMs, () => controller.abort(timedOut(timeoutMs)))
        : undefined;
    try {
      return await hook(signal);
    } catch (error) {
      // Why it was cut short says more than how the hook took it.
      throw signal.aborted ? signal.reason : error;
    } finally {
      cancel?.();
      this.#running.delete(controller);
    }
  }

  /** Begins no further call. */
  stop(): void {
    this.#stopping = true;
  }

  abort(): void {
    this.#aborting = true;
    for (const controller of this.#running) controller.abort(aborted());
  }

  kill(): void {
    this.#kill.abort(aborted());
  }
}
