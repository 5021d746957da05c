import { expect, it } from 'vitest';
import { modeParam } from './mode-param.ts';

it.each([
  [644, /Must be quoted, like "0644"/],
  [true, /text in quotes/],
  ['0888', /octal digits/],
  ['u=rwz', /"u=rwz" is not/],
])('modeParam refuses %j', (mode, message) => {
  expect(modeParam.safeParse(mode).error?.issues[0]?.message).toMatch(message);
});

it('modeParam gives a spec', () => {
  expect(modeParam.parse('2755')).toBe(0o2755);
});
