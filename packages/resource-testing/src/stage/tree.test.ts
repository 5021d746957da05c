import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { differencesOf, removeTree, restingTreeOf, treeOf } from './tree.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'homeostat-tree-'));
  mkdirSync(`${dir}/d`);
  writeFileSync(`${dir}/d/f`, 'x');
  symlinkSync('nowhere', `${dir}/link`);
});
afterEach(() => removeTree(dir));

test.each<[string, () => void, RegExp[]]>([
  ['nothing', () => {}, []],
  ['a new file', () => writeFileSync(`${dir}/d/g`, ''), [/^d was touched$/, /^d\/g was made/]],
  [
    'another content',
    () => writeFileSync(`${dir}/d/f`, 'y'),
    [/^d\/f was mode .* sha256:2d711642, and is .* sha256:a1fce436$/],
  ],
  ['another mode', () => chmodSync(`${dir}/d/f`, 0o600), [/^d\/f was mode 100644 of .* is mode 100600/]],
  ['another mode of a directory', () => chmodSync(`${dir}/d`, 0o700), [/^d was mode 40755 .* is mode 40700/]],
  ['a date set back', () => utimesSync(`${dir}/d/f`, 1, 1), [/^d\/f was touched$/]],
  [
    'another target',
    () => {
      unlinkSync(`${dir}/link`);
      symlinkSync('elsewhere', `${dir}/link`);
    },
    [/^\. was touched$/, /^link was .* to nowhere, and is .* to elsewhere$/],
  ],
  ['a file that is gone', () => unlinkSync(`${dir}/d/f`), [/^d was touched$/, /^d\/f was removed$/]],
])('differencesOf tells %s', async (_what, change, expected) => {
  chmodSync(`${dir}/d/f`, 0o644);
  chmodSync(`${dir}/d`, 0o755);
  const before = await restingTreeOf(dir);
  change();
  const told = differencesOf(before, await treeOf(dir), 'touched');
  expect(told).toEqual(expected.map((line) => expect.stringMatching(line)));
});

test('differencesOf looks alone leaves out what was written anew', async () => {
  const before = await treeOf(dir);
  writeFileSync(`${dir}/d/f`, 'x');
  utimesSync(`${dir}/d/f`, 1, 1);
  expect(differencesOf(before, await treeOf(dir), 'looks')).toEqual([]);
});

test('removeTree removes directories that nobody may enter, and does not mind when all is gone', async () => {
  chmodSync(`${dir}/d`, 0);
  await removeTree(dir);
  expect(existsSync(dir)).toBe(false);
  await removeTree(dir);
});
