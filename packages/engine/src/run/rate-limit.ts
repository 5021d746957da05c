import type { Clock } from '@homeostat/resource';

/** A token bucket over notices: `burst` at once, `perSecond` in the long run. */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#clock = clock;
    this.#tokens = burst;
    this.#filledAt = clock.now();
  }

  /** How long until there is a token, in milliseconds; 0: there is one. */
  wait(): number {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) * this.#perMs);
    this.#filledAt = now;
    return Math.max(0, (1 - this.#tokens) / this.#perMs);
  }

  /** Takes the token that was waited for. */
  take(): void {
    this.#tokens -= 1;
  }
}
