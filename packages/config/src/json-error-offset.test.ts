import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonErrorOffset } from './json-error-offset.ts';

function offsetIn(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return jsonErrorOffset(text, (error as Error).message);
  }
}

test.each([
  ['{"a": }', 6],
  ['{"a": 1,}', 8],
  ['NaN', 0],
  ['{"a": tru }', 9],
  ['{"at position 2": x}', 18],
  ['[1, 2', 5],
  ['', 0],
])('jsonErrorOffset finds the mistake in %s', (text, offset) => {
  expect(offsetIn(text)).toBe(offset);
});

test('jsonErrorOffset finds a character that can stand nowhere in JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), fc.constantFrom('}', ']', '?', ':'), (value, at, wrong) => {
      const text = JSON.stringify([value, value], undefined, 1);
      // A line break of the layout is never within a text.
      const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
      const place = breaks[at % (breaks.length - 1)]!;
      const broken = `${text.slice(0, place)}?${wrong}${text.slice(place)}`;
      expect(offsetIn(broken)).toBe(place);
    }),
  );
});
