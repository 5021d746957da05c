import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

it('inTurn runs one after another what has one key, also after one that failed', async () => {
  const told: string[] = [];
  const work = (name: string) => async () => {
    told.push(`${name} begins`);
    await setImmediate();
    told.push(`${name} ends`);
    if (name === 'first') throw new Error('first failed');
    return name;
  };
  const results = await Promise.allSettled([inTurn('f', work('first')), inTurn('f', work('second'))]);
  expect(told).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(results).toMatchObject([{ reason: new Error('first failed') }, { value: 'second' }]);
});

it('inTurn lets no key wait for another', async () => {
  let open = () => {};
  const first = inTurn('a', () => new Promise<void>((resolve) => (open = resolve)));
  await inTurn('b', async () => {});
  open();
  await first;
});
