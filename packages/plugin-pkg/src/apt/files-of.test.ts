import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DpkgEntry } from './dpkg-entry.ts';
import { filesOf } from './files-of.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dpkg-'));
  mkdirSync(join(directory, 'info'));
  mkdirSync(join(directory, 'empty'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function entry(name: string): DpkgEntry {
  return { name, architecture: 'amd64', version: '1', want: 'install', flag: 'ok', state: 'installed' };
}

test('filesOf tells directories from files, also an empty one', () => {
  const list = [
    '/.',
    '/usr',
    '/usr/share/x/file',
    '/usr/share',
    '/usr/share/x',
    '/usr/sharp',
    `${directory}/empty`,
  ];
  writeFileSync(join(directory, 'info', 'x.list'), `${list.join('\n')}\n`);
  writeFileSync(join(directory, 'info', 'x.md5sums'), `${'0'.repeat(32)}  usr/share/x/file\n`);
  expect(filesOf(entry('x'), directory)).toEqual([
    '/usr/',
    '/usr/share/x/file',
    '/usr/share/',
    '/usr/share/x/',
    '/usr/sharp',
    `${directory}/empty/`,
  ]);
});

test('filesOf finds the list of a package of several architectures', () => {
  writeFileSync(join(directory, 'info', 'lib:amd64.list'), '/.\n/lib64\n');
  expect(filesOf(entry('lib'), directory)).toEqual(['/lib64']);
});

test('filesOf knows nothing of a package without a list', () => {
  expect(filesOf(entry('none'), directory)).toBeUndefined();
});
