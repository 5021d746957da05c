import { nothingToWatch } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { noop } from './noop.ts';
import { toldContext } from './testing/told-context.ts';

const params = noop.params.parse({});

test('noop is always in state', () => {
  expect(noop.check).toBeUndefined();
  expect(noop.watch?.(params, () => {}, toldContext().ctx)).toBe(nothingToWatch);
});

test('noop shares a unit only with noops of its group', () => {
  expect(noop.groupable?.key(params)).toBeUndefined();
  expect(noop.groupable?.key(noop.params.parse({ group: 'a' }))).toBe('a');
});

test('noop logs that it was notified and passes nothing on', async () => {
  const { ctx, logged } = toldContext();
  expect(await noop.refresh?.([], params, ctx)).toEqual([]);
  expect(logged).toEqual(['was notified']);
});

test('noop refuses an unknown param', () => {
  expect(noop.params.safeParse({ coment: 'x' }).success).toBe(false);
});
