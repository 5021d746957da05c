import { describe, expect, test } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';
import { formatProblem, Problem, Problems } from './problem.ts';

describe('Problem', () => {
  test('is shown with its place, code, message and hint', () => {
    const at = { file: 'site.yaml', line: 3, column: 5 };
    const problem = new Problem('KIND_UNKNOWN', 'No such kind', { at, hint: 'Write another\nor none' });
    expect(formatProblem(problem)).toBe(
      'site.yaml:3:5: KIND_UNKNOWN: No such kind\n  Write another\n  or none',
    );
    expect(formatProblem(new Problem('X', 'Y'))).toBe('X: Y');
    expect(new Problems([problem, problem]).message).toBe(
      `${formatProblem(problem)}\n${formatProblem(problem)}`,
    );
  });

  test('keeps its cause, and has none where none was given', () => {
    const cause = new Error('below');
    expect(new Problem('X', 'Y', { cause }).cause).toBe(cause);
    expect('cause' in new Problem('X', 'Y')).toBe(false);
  });
});

describe('nearest', () => {
  test.each([
    ['fiel', 'file'],
    ['FILE', 'file'],
    ['exc', 'exec'],
    ['svc', undefined],
    ['x', undefined],
  ])('of %j is %j', (word, expected) => {
    expect(nearest(word, ['file', 'exec', 'noop'])).toBe(expected);
  });

  test('is told with all that is known, or that nothing is', () => {
    expect(didYouMean('fiel', ['noop', 'file'])).toBe('Did you mean "file"? Known here: file, noop');
    expect(didYouMean('zzz', ['file'])).toBe('Known here: file');
    expect(didYouMean('zzz', [])).toBe('None is known here');
  });
});
