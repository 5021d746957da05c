import type { Clock } from '@homeostat/resource';

/**
 * So many times may the same be done to one unit in this time; further ones wait until it has passed.
 *
 * Fewer: a service that is stopped twice by hand stays down. More: one that dies at once is started that much more often for
 * nothing. It is fewer than systemd's own 5 starts in 10 s, which make a unit refuse every start.
 */
export const mostTimes = 4;
/** @unit milliseconds */
export const withinMs = 60_000;

/** How often something was done to each unit of late. */
export class RecentTimes {
  readonly #clock: Clock;
  readonly #times = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long until it may be done again; 0: now. */
  waitMs(unit: string): number {
    const times = this.#recent(unit);
    return times.length < mostTimes ? 0 : times[0]! + withinMs - this.#clock.now();
  }

  note(unit: string): void {
    this.#times.set(unit, [...this.#recent(unit), this.#clock.now()]);
  }

  /** The last one does not count. */
  takeBack(unit: string): void {
    this.#times.get(unit)?.pop();
  }

  /** It has become another one. */
  forget(unit: string): void {
    this.#times.delete(unit);
  }

  #recent(unit: string): number[] {
    const since = this.#clock.now() - withinMs;
    const recent = (this.#times.get(unit) ?? []).filter((time) => time > since);
    if (recent.length === 0) this.#times.delete(unit);
    return recent;
  }
}
