import { nothingToWatch } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { print } from './print.ts';
import { toldContext } from './testing/told-context.ts';

/** What the engine does with a resource that was notified: a check, then the refresh. */
async function notified(params: unknown): Promise<string[]> {
  const { ctx, outputs } = toldContext();
  const parsed = print.params.parse(params);
  expect(await print.check?.(parsed, ctx)).toEqual([]);
  expect(await print.refresh?.([], parsed, ctx)).toEqual([]);
  return outputs;
}

test('print shows its text at a check', async () => {
  const { ctx, outputs } = toldContext();
  expect(await print.check?.(print.params.parse({ msg: 'hello' }), ctx)).toEqual([]);
  expect(outputs).toEqual(['hello']);
});

test('print shows its text once when notified', async () => {
  expect(await notified({ msg: 'hello' })).toEqual(['hello']);
});

test('print with refreshOnly says nothing at a check, and its text once when notified', async () => {
  const { ctx, outputs } = toldContext();
  await print.check?.(print.params.parse({ msg: 'hello', refreshOnly: true }), ctx);
  expect(outputs).toEqual([]);
  expect(await notified({ msg: 'hello', refreshOnly: true })).toEqual(['hello']);
});

test('print takes its name for its text, never shares a unit and is never polled', () => {
  expect(print.namevar).toBe('msg');
  expect(print.groupable).toBeUndefined();
  expect(print.watch?.({ msg: '', refreshOnly: false }, () => {}, toldContext().ctx)).toBe(nothingToWatch);
});
