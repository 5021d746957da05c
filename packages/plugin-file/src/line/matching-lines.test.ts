import { expect, it } from 'vitest';
import { matchingLines } from './matching-lines.ts';

it('matchingLines gives the indexes of the lines that match', () => {
  expect(matchingLines(/^b/u, ['a', 'b', 'ab', 'bb'])).toEqual([1, 3]);
});

it('matchingLines ends an expression that would run for years', () => {
  const line = `${'a'.repeat(60)}!`;
  expect(() => matchingLines(/^(a+)+$/u, [line])).toThrow(expect.objectContaining({ code: 'PATTERN_SLOW' }));
  expect(matchingLines(/!$/u, [line])).toEqual([0]);
});
