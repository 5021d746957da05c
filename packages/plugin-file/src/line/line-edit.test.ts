import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineParamsOf } from '../testing/line-params-of.ts';
import { lineEdit } from './line-edit.ts';
import { editLines, joinLines, splitLines } from './text-lines.ts';

/** `undefined`: it was in state. */
function edited(text: string, params: Record<string, unknown>): string | undefined {
  const split = splitLines(text);
  const edit = lineEdit(split, lineParamsOf(params));
  return edit && joinLines(editLines(split, edit));
}

describe('lineEdit', () => {
  it.each<[string, string, Record<string, unknown>, string | undefined]>([
    ['adds at the end', 'a\n', { content: 'x' }, 'a\nx\n'],
    ['adds several lines', 'a\n', { content: 'x\ny\n' }, 'a\nx\ny\n'],
    ['finds the line', 'a\nx\n', { content: 'x' }, undefined],
    ['finds several lines only together', 'x\na\ny\n', { content: 'x\ny' }, 'x\na\ny\nx\ny\n'],
    ['finds a line of a file with CRLF', 'a\r\nx\r\n', { content: 'x' }, undefined],
    ['takes no part of a line for it', 'xx\n', { content: 'x' }, 'xx\nx\n'],
    ['takes blanks for a difference', ' x\n', { content: 'x' }, ' x\nx\n'],
    ['takes no blanks for a difference', '\tx \n', { content: ' x', trim: true }, undefined],
    ['takes out all of them', 'x\na\nx\n', { content: 'x', state: 'absent' }, 'a\n'],
    ['takes out the only line', 'x', { content: 'x', state: 'absent' }, ''],
    ['takes out with trim', ' x\na\n', { content: 'x', state: 'absent', trim: true }, 'a\n'],
    ['takes out what taking out brings together', 'x\nx\ny\ny\n', { content: 'x\ny', state: 'absent' }, ''],
    ['finds nothing to take out', 'a\n', { content: 'x', state: 'absent' }, undefined],
    ['takes out what matches', 'p=1\na\np=2\n', { content: 'any', match: '^p=', state: 'absent' }, 'a\n'],
    ['replaces what matches', 'a\np=1\nb\n', { content: 'p=2', match: '^p=' }, 'a\np=2\nb\n'],
    ['replaces one line by several', 'a\np=1\nb\n', { content: 'p=2\nq', match: '^p=' }, 'a\np=2\nq\nb\n'],
    ['adds what matches nothing', 'a\n', { content: 'p=2', match: '^p=' }, 'a\np=2\n'],
    ['takes out what matches beside the content', 'p=1\np=2\n', { content: 'p=2', match: '^p=' }, 'p=2\n'],
    ['lets the content match', 'p=2\n', { content: 'p=2', match: '^p=' }, undefined],
    [
      'replaces rather than goes to its anchor',
      'p=1\na\n',
      { content: 'p=2', match: '^p=', insertafter: '^a' },
      'p=2\na\n',
    ],
    ['goes after the last', 'a1\nb\na2\nc\n', { content: 'x', insertafter: '^a' }, 'a1\nb\na2\nx\nc\n'],
    ['goes after the last line of all', 'b\na', { content: 'x', insertafter: '^a' }, 'b\na\nx\n'],
    ['goes before the first', 'b\na1\na2\n', { content: 'x', insertbefore: '^a' }, 'b\nx\na1\na2\n'],
    ['stays where it is', 'x\na\n', { content: 'x', insertafter: '^a' }, undefined],
    ['matches each line without its end', 'p=1\r\n', { content: 'x', match: '^p=1$' }, 'x\r\n'],
  ])('%s', (_, text, params, expected) => {
    expect(edited(text, params)).toBe(expected);
  });

  it('refuses an expression that fits several lines, and tells which', () => {
    expect(() => edited('a\np=1\np=3\n', { content: 'p=2', match: '^p=' })).toThrow(
      expect.objectContaining({
        code: 'LINE_AMBIGUOUS',
        message: expect.stringMatching(/2 lines of \/f.*: 2, 3$/),
      }),
    );
  });

  it.each(['insertafter', 'insertbefore'])('refuses an "%s" that fits no line', (param) => {
    expect(() => edited('a\n', { content: 'x', [param]: '^b' })).toThrow(
      expect.objectContaining({
        code: 'LINE_ANCHOR_MISSING',
        message: expect.stringContaining(`"${param}" (^b)`),
      }),
    );
  });

  it('is not held up by lines that come together again and again', () => {
    const half = 100_000;
    const text = 'a\n'.repeat(half) + 'b\n'.repeat(half);
    expect(edited(text, { content: 'a\nb', state: 'absent' })).toBe('');
  });

  it('leaves any text in state', () => {
    const word = fc.constantFrom('a', 'b', ' a', '');
    const texts = fc
      .tuple(fc.array(word, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
      .map(([lines, end, ends]) => lines.join(end) + (ends ? end : ''));
    const params = fc.record({
      content: fc.array(word, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
      state: fc.constantFrom('exists', 'absent'),
      trim: fc.boolean(),
      match: fc.constantFrom(undefined, '^a', 'b', '^$'),
    });
    let edits = 0;
    fc.assert(
      fc.property(texts, params, (text, given) => {
        fc.pre(given.content.replaceAll('\n', '') !== '');
        let after: string | undefined;
        try {
          after = edited(text, given);
        } catch (error) {
          expect(error).toMatchObject({ code: 'LINE_AMBIGUOUS' });
        }
        if (after === undefined) return;
        edits += 1;
        expect(edited(after, given)).toBe(undefined);
      }),
      { numRuns: 1000 },
    );
    expect(edits).toBeGreaterThan(100);
  });
});
