import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, formatDay } from './day.ts';

test('a day is the number of days since 1970, and back', () => {
  expect(dayOf('1970-01-02')).toBe(1);
  expect(dayOf('2040-02-29')).toBe(25_626);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000 }), (day) => {
      expect(dayOf(formatDay(day))).toBe(day);
    }),
  );
});

test.each(['2030-02-30', '2030-13-01', '2030-1-1', '30-01-01', 'never', '', '2030-01-01T00:00', '9999'])(
  'there is no day %j',
  (text) => expect(dayOf(text)).toBeUndefined(),
);

test('what is no day of the calendar is shown as it is', () => {
  expect(formatDay(undefined)).toBe('never');
  expect(formatDay(99_999_999_999)).toBe('day 99999999999');
});
