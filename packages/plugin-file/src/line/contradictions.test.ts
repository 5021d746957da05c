import { describe, expect, it } from 'vitest';
import { lineParamsOf } from '../testing/line-params-of.ts';
import { contradictions } from './contradictions.ts';
import { splitLines } from './text-lines.ts';

const found = (text: string, ...members: Record<string, unknown>[]) => [
  ...contradictions(splitLines(text), members.map(lineParamsOf)),
];

const exists = { content: 'x' };
const absent = { content: 'x', state: 'absent' };

describe('contradictions', () => {
  it.each(['', 'x\n'])('blame the second of two that want opposite things of %j', (text) => {
    expect(found(text, exists, { content: 'y' }, absent)).toEqual([[2, 0]]);
    expect(found(text, absent, exists)).toEqual([[1, 0]]);
  });

  it('see a content that the expression of another takes for its own', () => {
    expect(found('', { content: 'p=1', match: '^p=' }, { content: 'p=2', match: '^p=' })).toEqual([[1, 0]]);
  });

  it('see none where all can be in state together', () => {
    expect(
      found('a\n', exists, { content: 'y', insertafter: '^x' }, { content: 'a', state: 'absent' }),
    ).toEqual([]);
  });

  it('leave out one that fails by itself', () => {
    expect(found('', { content: 'y', insertafter: '^none' }, exists, absent)).toEqual([[2, 1]]);
  });
});
