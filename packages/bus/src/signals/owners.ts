import type { Problem } from '@homeostat/resource';
import { Listeners } from '../listeners.ts';
import type { Connection } from '../wire/connection.ts';
import type { Armed } from './armed.ts';
import { FollowedName } from './followed-name.ts';
import type { MatchRules } from './match-rules.ts';

/** Who owns the well-known names that somebody follows. */
export class Owners {
  readonly #followed = new Map<string, FollowedName>();
  readonly #rules: MatchRules;
  readonly #warn: (problem: Problem) => void;

  constructor(rules: MatchRules, warn: (problem: Problem) => void) {
    this.#rules = rules;
    this.#warn = warn;
  }

  /** The owner of a followed name. */
  get(name: string): string | undefined {
    return this.#followed.get(name)?.owner;
  }

  follow(connection: Connection, name: string, tell: (owner: string | undefined) => void): Armed {
    const followed =
      this.#followed.get(name) ??
      new FollowedName(name, connection, this.#rules, new Listeners(`the owner of ${name}`, this.#warn));
    this.#followed.set(name, followed);
    const takeOut = followed.listeners.add(tell);
    return {
      armed: followed.armed,
      remove: async () => {
        if (!takeOut() || followed.listeners.size > 0) return;
        this.#followed.delete(name);
        await followed.remove();
      },
    };
  }

  async restore(connection: Connection): Promise<void> {
    await Promise.all([...this.#followed.values()].map((name) => name.restore(connection)));
  }

  /** Without a connection nobody is known to own anything. */
  forget(): void {
    for (const name of [...this.#followed.values()]) name.forget();
  }
}
