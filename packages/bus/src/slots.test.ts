import { expect, it } from 'vitest';
import { Slots } from './slots.ts';

it('Slots go to who waits longest, also after failures and those that gave up', async () => {
  const slots = new Slots(1);
  const begun: string[] = [];
  let finish = () => {};
  const gone = new AbortController();
  const task = (name: string) => async () => {
    begun.push(name);
    if (name === 'fails') throw new Error(name);
  };
  const first = slots.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const fails = slots.run(task('fails'));
  const givesUp = slots.run(task('gives up'), gone.signal);
  const last = slots.run(task('last'));
  gone.abort(new Error('enough'));
  await expect(givesUp).rejects.toThrow('enough');
  expect(begun).toEqual([]);
  finish();
  await first;
  await expect(fails).rejects.toThrow('fails');
  await last;
  await slots.run(task('later'));
  expect(begun).toEqual(['fails', 'last', 'later']);
});
