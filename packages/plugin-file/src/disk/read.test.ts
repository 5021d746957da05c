import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readOpened, readUpTo } from './read.ts';

const at = temporaryDirectory();

it.each([
  [4, 'long'],
  [8, 'longer'],
  [100_000, 'longer'],
])('readUpTo gives at most %d bytes of a file', (limit, text) => {
  writeFileSync(at('f'), 'longer');
  expect(readOpened(at('f'), (handle, { size }) => readUpTo(limit, handle, size).toString())).toBe(text);
});
