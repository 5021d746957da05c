import type { Clock } from '@homeostat/resource';

/** Time that passes only when a test says so. */
export class HandClock implements Clock {
  #now = 0;
  readonly #calls = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  get pending(): number {
    return this.#calls.size;
  }

  schedule(ms: number, callback: () => void): () => void {
    const call = { at: this.#now + ms, callback };
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const call of this.#calls) {
      if (call.at <= this.#now && this.#calls.delete(call)) call.callback();
    }
  }
}
