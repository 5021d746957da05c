import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from './database.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'homeostat-account-'));
  mkdirSync(`${root}/etc`);
});
afterEach(() => rmSync(root, { recursive: true }));

function database(files: Readonly<Record<string, string>>): Database {
  for (const [name, text] of Object.entries(files)) writeFileSync(`${root}/etc/${name}`, text);
  return new Database(root);
}

test('of two with one name or one id the first counts', () => {
  const found = database({ passwd: 'a:x:1:1::/a:/x\nb:x:1:2:::\na:x:3:3::/b:\n' });
  expect(found.user('a')).toMatchObject({ uid: 1, home: '/a', shell: '/x' });
  expect(found.userWithId(1)?.name).toBe('a');
  expect(found.usersIn({ name: '', gid: 2, members: [], line: '' }).map(({ name }) => name)).toEqual(['b']);
});

test('instructions for NIS, and lines that are none, are no accounts', () => {
  const found = database({
    passwd: '+\n+ann::::::\n-bob:x:5:5:::\nshort\n:x:1:1:::\nroot:x:x:0:::\n\n#a:x:7:7:::',
    group: '+:::\nodd:x:\n',
  });
  for (const name of ['+', '+ann', 'ann', '-bob', 'bob', 'short', '', 'root', '#a', 'a']) {
    expect(found.user(name)).toBeUndefined();
  }
  expect([found.userWithId(5), found.group('+'), found.group('odd')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a line may end early', () => {
  const found = database({ passwd: 'ann:x:1:1', shadow: 'ann:!', group: 'dev:x:5' });
  expect(found.user('ann')).toMatchObject({ comment: '', home: '', shell: '' });
  expect(found.shadow('ann')).toMatchObject({ password: '!', expires: undefined });
  expect(found.group('dev')?.members).toEqual([]);
});

test('the groups of a user are those that name it', () => {
  const found = database({ group: 'a:x:1:ann,bob\nb:x:2:\nc:x:3:,ann,\nd:x:4:annie\n' });
  expect(found.groupsOf('ann')).toEqual(['a', 'c']);
  expect(found.groupsOf('eve')).toEqual([]);
});

test('a file is read when it is asked for, and one that can not be is told', () => {
  const found = database({ passwd: 'ann:x:1:1:::\n' });
  expect(found.user('ann')).toBeDefined();
  expect(() => found.shadow('ann')).toThrow("/etc/shadow can't be read: ENOENT");
  expect(() => found.group('a')).toThrow(expect.objectContaining({ code: 'ACCOUNT_DATABASE_UNREADABLE' }));
});
