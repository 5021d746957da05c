import type { Systemd } from '../systemd/systemd.ts';
import type { FollowedUnits, Heard } from './followed-units.ts';

const unloaded: Heard = { active: 'inactive', sub: 'dead' };

/**
 * Tells what is news: systemd sends signals also where nothing has changed, hundreds when it reloads; only a state that is another one
 * than before is.
 */
export class HeardStates {
  readonly #systemd: Systemd;
  readonly #followed: FollowedUnits;
  readonly #loaded = new Map<string, string>();
  #asking = false;

  constructor(systemd: Systemd, followed: FollowedUnits) {
    this.#systemd = systemd;
    this.#followed = followed;
  }

  told(path: string, state: Heard): void {
    if (!this.#followed.has(path)) return;
    const before = this.#followed.heard.get(path);
    this.#followed.heard.set(path, state);
    // Otherwise each reload of ours that fails would bring about the next one.
    if (this.#systemd.reloading.has(path) && ['active', 'reloading', 'refreshing'].includes(state.active))
      return;
    const isSame = before?.active === state.active && before.sub === state.sub;
    if (!isSame || before.since !== state.since) this.#followed.notifyPath(path);
  }

  /**
   * A unit was loaded: its first change is told in this way, and so is that somebody looked at it, as our own checks do. So it is asked
   * where it is, in a way that does not load it.
   */
  loaded(unit: string, path: string): void {
    if (!this.#followed.has(path)) return;
    this.#loaded.set(path, unit);
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#loaded.size > 0) {
      const asked = new Map(this.#loaded);
      this.#loaded.clear();
      const states = await this.#statesOf([...asked.values()]).catch(() => undefined);
      for (const path of asked.keys()) {
        if (states === undefined) this.#followed.notifyPath(path);
        else {
          const since = this.#followed.heard.get(path)?.since;
          this.told(path, { ...(states.get(path) ?? unloaded), ...(since !== undefined && { since }) });
        }
      }
    }
    this.#asking = false;
  }

  async #statesOf(units: readonly string[]): Promise<Map<string, Heard>> {
    const answer = await this.#systemd.manager.call('ListUnitsByPatterns', 'asas', [[], units]);
    const rows = answer as readonly (readonly string[])[];
    return new Map(rows.map(([, , , active, sub, , path]) => [path!, { active: active!, sub: sub! }]));
  }
}
