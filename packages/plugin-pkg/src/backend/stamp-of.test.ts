import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stampOf } from './stamp-of.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stamp-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const stamp = () => stampOf([directory], 'tree');

/** Whether the work made another stamp. */
function differsAfter(work: () => void): boolean {
  const before = stamp();
  work();
  return stamp() !== before;
}

const at = (name: string) => join(directory, name);

test('whatever is written, renamed or removed makes another stamp, at any depth', () => {
  mkdirSync(at('inside'));
  for (const name of ['list', 'inside/list']) {
    expect(differsAfter(() => writeFileSync(at(name), 'a'))).toBe(true);
    expect(differsAfter(() => writeFileSync(at(name), 'ab'))).toBe(true);
    expect(differsAfter(() => renameSync(at(name), at(`${name}2`)))).toBe(true);
    expect(differsAfter(() => rmSync(at(`${name}2`)))).toBe(true);
  }
});

test('what apt leaves behind where it fetched nothing does not', () => {
  mkdirSync(at('partial'));
  expect(differsAfter(() => writeFileSync(at('lock'), ''))).toBe(false);
  expect(differsAfter(() => writeFileSync(at('partial/a_InRelease'), 'a'))).toBe(false);
});

test('a link to itself, or to nothing, is an entry as any other', () => {
  expect(differsAfter(() => symlinkSync(at('self'), at('self')))).toBe(true);
  expect(differsAfter(() => symlinkSync('/no/such/file', at('dead')))).toBe(true);
  expect(stampOf([at('self'), '/no/such/file'], 'tree')).toBe(`${at('self')}\n/no/such/file`);
});
