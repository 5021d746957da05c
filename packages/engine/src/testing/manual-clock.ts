import type { Clock } from '@homeostat/resource';

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #pending = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  schedule(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#pending.add(timer);
    return () => void this.#pending.delete(timer);
  }

  /** How many calls are waiting. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Lets `ms` pass: calls what falls due, in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const next = [...this.#pending].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#pending.delete(next);
      this.#now = next.at;
      next.callback();
      await settled();
    }
    this.#now = end;
  }
}

/** Resolves once every promise that can settle without time or the outside has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
