import { expect, test } from 'vitest';
import { Lines } from './lines.ts';

test('Lines puts pieces together, and leaves out what was overwritten', () => {
  const told: string[] = [];
  const lines = new Lines((line) => told.push(line));
  lines.push('one\ntw');
  lines.push('o\r\n(Reading database ... 5%\r(Reading database ... 10%');
  expect(told).toEqual(['one', 'two']);
  lines.push('\r(Reading database ... 10 files.)\n\nlast');
  lines.end();
  lines.end();
  expect(told).toEqual(['one', 'two', '(Reading database ... 10 files.)', '', 'last']);
});
