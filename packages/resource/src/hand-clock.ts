import type { Clock } from './service.ts';

/** For tests: time that passes only when somebody says so. */
export class HandClock implements Clock {
  #now = 0;
  readonly #calls = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  schedule(ms: number, callback: () => void): () => void {
    const call = { at: this.#now + ms, callback };
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** Calls what falls due. @unit milliseconds */
  advance(ms: number): void {
    this.#now += ms;
    for (const call of this.#calls) {
      if (call.at <= this.#now && this.#calls.delete(call)) call.callback();
    }
  }

  /** For each call that waits, how long it still has to. @unit milliseconds */
  get pending(): readonly number[] {
    return [...this.#calls].map((call) => call.at - this.#now);
  }
}
