import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editLines, joinLines, splitLines } from './text-lines.ts';

const texts = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n'), maxLength: 12 });

const appended = (text: string, ...added: string[]) => {
  const split = splitLines(text);
  return joinLines(editLines(split, { removed: [], at: split.lines.length, added }));
};

describe('splitLines and joinLines', () => {
  it('give back any text to the byte', () => {
    fc.assert(fc.property(texts, (text) => joinLines(splitLines(text)) === text));
  });

  it.each([
    ['', 'x\n'],
    ['a\n', 'a\nx\n'],
    ['a', 'a\nx\n'],
    ['a\r\n', 'a\r\nx\r\n'],
    ['a\r\nb', 'a\r\nb\r\nx\r\n'],
    ['a\nb\r\n', 'a\nb\r\nx\n'],
    ['\n', '\nx\n'],
  ])('end a line that is added to %j as the others end', (text, expected) => {
    expect(appended(text, 'x')).toBe(expected);
  });

  it('leave a last line without its end as it is while it is the last', () => {
    const edited = (removed: number[], at: number, ...added: string[]) =>
      joinLines(editLines(splitLines('a\r\nb'), { removed, at, added }));
    expect(edited([], 0, 'x')).toBe('x\r\na\r\nb');
    expect(edited([0], 0)).toBe('b');
    expect(edited([1], 0)).toBe('a\r\n');
    expect(edited([1], 0, 'x')).toBe('x\r\na\r\n');
    expect(edited([1], 1, 'x')).toBe('a\r\nx\r\n');
  });

  it('leave an empty last line where the one after it goes', () => {
    const text = editLines(splitLines('a\n\nb'), { removed: [2], at: 0, added: [] });
    expect(splitLines(joinLines(text)).lines).toEqual(['a', '']);
  });
});

it('editLines puts what is new before the line at its index, whatever goes', () => {
  const text = editLines(splitLines('a\nb\nc\n'), { removed: [0, 1], at: 1, added: ['x', 'y'] });
  expect(joinLines(text)).toBe('x\ny\nc\n');
});
