import type { Problem } from '@homeostat/resource';
import type { Signal, SignalMatch } from '../bus.ts';
import { Listeners } from '../listeners.ts';
import type { Connection } from '../wire/connection.ts';
import type { Armed } from './armed.ts';
import { callBus } from './call-bus.ts';
import { matches, matchRule } from './match-rule.ts';

interface Rule {
  readonly match: SignalMatch;
  readonly listeners: Listeners<Signal>;
  connection: Connection;
  armed: Promise<unknown>;
}

/**
 * The match rules we have on the bus. Each is there once, from its first listener to its last.
 *
 * AddMatch and RemoveMatch are sent at once, so that the bus gets them in the order in which things are asked for here.
 */
export class MatchRules {
  readonly #rules = new Map<string, Rule>();
  readonly #ownerOf: (name: string) => string | undefined;
  readonly #warn: (problem: Problem) => void;

  constructor(ownerOf: (name: string) => string | undefined, warn: (problem: Problem) => void) {
    this.#ownerOf = ownerOf;
    this.#warn = warn;
  }

  add(connection: Connection, match: SignalMatch, tell: (signal: Signal) => void): Armed {
    const text = matchRule(match);
    const rule = this.#rules.get(text) ?? {
      match,
      listeners: new Listeners(`signals with ${text}`, this.#warn),
      connection,
      armed: callBus(connection, 'AddMatch', text),
    };
    this.#rules.set(text, rule);
    const takeOut = rule.listeners.add(tell);
    return {
      armed: rule.armed,
      remove: async () => {
        if (!takeOut() || rule.listeners.size > 0) return;
        this.#rules.delete(text);
        // A rule that was refused, or whose connection has ended, is gone without it.
        await callBus(rule.connection, 'RemoveMatch', text).catch(() => {});
      },
    };
  }

  /** Puts all of them on another connection. */
  async restore(connection: Connection): Promise<void> {
    for (const [text, rule] of this.#rules) {
      rule.connection = connection;
      rule.armed = callBus(connection, 'AddMatch', text);
    }
    await Promise.all([...this.#rules.values()].map((rule) => rule.armed));
  }

  dispatch(signal: Signal): void {
    for (const { match, listeners } of [...this.#rules.values()]) {
      if (matches(match, signal, match.sender && this.#ownerOf(match.sender))) listeners.tell(signal);
    }
  }
}
