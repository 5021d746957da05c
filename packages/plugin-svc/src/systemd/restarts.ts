import type { Clock } from '@homeostat/resource';
import { mostTimes, withinMs } from './recent-times.ts';

/** How often systemd has restarted each service by itself, as far as our looks at it tell. */
export class Restarts {
  readonly #clock: Clock;
  readonly #looks = new Map<string, { readonly at: number; readonly count: number }[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Whether that happens too often to call it running; systemd's own limit never bites where RestartSec= is long.
   *
   * @param count all since somebody has started it
   */
  areTooMany(unit: string, count: number): boolean {
    const now = this.#clock.now();
    const before = (this.#looks.get(unit) ?? []).filter((it) => it.at > now - withinMs && it.count <= count);
    this.#looks.set(unit, [...before.filter((it) => it.count < count), { at: now, count }]);
    return count - (before[0]?.count ?? count) > mostTimes;
  }

  forget(unit: string): void {
    this.#looks.delete(unit);
  }
}
