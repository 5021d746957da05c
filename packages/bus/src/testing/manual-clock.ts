import type { Clock } from '@homeostat/resource';

/** Time that stands still until a test turns it. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #pending = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  schedule(ms: number, callback: () => void): () => void {
    const call = { at: this.#now + ms, callback };
    this.#pending.add(call);
    return () => this.#pending.delete(call);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const call of this.#pending) {
      if (call.at > this.#now) continue;
      this.#pending.delete(call);
      call.callback();
    }
  }
}
