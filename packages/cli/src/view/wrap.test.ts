import { expect, test } from 'vitest';
import { wrap } from './wrap.ts';

test('wrap breaks at spaces, and begins each line as told', () => {
  expect(wrap('one two three', 7)).toBe('one two\nthree');
  expect(wrap('one two three', 9, '- ', '  ')).toBe('- one two\n  three');
  expect(wrap('one\n two', 80)).toBe('one two');
});

test('wrap counts columns and not characters, and lets a long word stick out', () => {
  expect(wrap('日本 日本', 8)).toBe('日本\n日本');
  expect(wrap('a verylongword b', 4)).toBe('a\nverylongword\nb');
});
