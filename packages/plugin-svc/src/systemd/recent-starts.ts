import type { Clock } from '@homeostat/resource';

/**
 * So many starts of one unit in this time, further ones wait until it has passed.
 *
 * Fewer: a service that is stopped twice by hand stays down. More: one that dies at once is started that much more often for
 * nothing. It is fewer than systemd's own 5 in 10 s, which make a unit refuse every start.
 */
export const mostStarts = 4;
/** @unit milliseconds */
export const startsWithinMs = 60_000;

/** How often we have started each unit, so that one that dies at once is not started without a pause. */
export class RecentStarts {
  readonly #clock: Clock;
  readonly #times = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long until it may be started again; 0: now. */
  waitMs(unit: string): number {
    const times = this.#recent(unit);
    return times.length < mostStarts ? 0 : times[0]! + startsWithinMs - this.#clock.now();
  }

  note(unit: string): void {
    this.#times.set(unit, [...this.#recent(unit), this.#clock.now()]);
  }

  /** It has become another one. */
  forget(unit: string): void {
    this.#times.delete(unit);
  }

  #recent(unit: string): number[] {
    const since = this.#clock.now() - startsWithinMs;
    const recent = (this.#times.get(unit) ?? []).filter((time) => time > since);
    if (recent.length === 0) this.#times.delete(unit);
    return recent;
  }
}
