import { expect, it } from 'vitest';
import type { Signal } from '../bus.ts';
import { Listeners } from '../listeners.ts';
import type { Connection } from '../wire/connection.ts';
import { FollowedName } from './followed-name.ts';
import type { MatchRules } from './match-rules.ts';

it.each([
  ['came before it', [':1.9'], ':1.9'],
  ['came before it, and back', [':1.9', ':1.2'], ':1.2'],
  ['said that it is nobody', [''], undefined],
])('FollowedName takes no older answer of the bus when a change %s', async (_what, changes, expected) => {
  let answer = (_body: unknown[]) => {};
  let change = (_signal: Signal) => {};
  const connection = { call: () => new Promise((resolve) => (answer = resolve)) } as unknown as Connection;
  const rules = {
    add(_connection: Connection, _match: unknown, tell: typeof change) {
      change = tell;
      return { armed: Promise.resolve(), async remove() {} };
    },
  } as unknown as MatchRules;
  const name = new FollowedName('org.example.Lamp', connection, rules, new Listeners('it', () => {}));
  for (const owner of changes) change({ body: ['org.example.Lamp', ':1.2', owner] } as unknown as Signal);
  answer([':1.2']);
  await name.armed;
  expect(name.owner).toBe(expected);
});
