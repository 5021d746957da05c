import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { openToRead, readUpTo } from './read.ts';

const at = temporaryDirectory();

it.each([
  [4, 'long'],
  [8, 'longer'],
])('readUpTo gives at most %d bytes of a file', async (limit, text) => {
  writeFileSync(at('f'), 'longer');
  const opened = await openToRead(at('f'));
  expect((await readUpTo(limit, opened!, new AbortController().signal)).toString()).toBe(text);
  await opened!.close();
});
