import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DpkgDatabase } from './dpkg-database.ts';
import { conditionOf } from './dpkg-entry.ts';

let directory: string;
let database: DpkgDatabase;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dpkg-'));
  mkdirSync(join(directory, 'updates'));
  database = new DpkgDatabase(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

function entry(name: string, status: string, architecture = 'amd64', version = '1.0'): string {
  return [
    `Package: ${name}`,
    `Status: ${status}`,
    'Conffiles:',
    ' /etc/x 0123',
    `Architecture: ${architecture}`,
    `Version: ${version}`,
    `Description: ${name}`,
    ' Version: 9.9',
    ' .',
    ' Package: other',
    '',
    '',
  ].join('\n');
}

/** As dpkg does it: beside the old one, then renamed over it. */
function write(...entries: string[]): void {
  writeFileSync(join(directory, 'status-new'), entries.join(''));
  renameSync(join(directory, 'status-new'), join(directory, 'status'));
}

const dpkg = entry('dpkg', 'install ok installed');

function found(name: string): string | undefined {
  const it = database.read().find(name);
  return it && `${it.state} ${it.version} ${it.architecture}`;
}

describe('DpkgDatabase', () => {
  test('finds a package, and takes nothing of a description for a field', () => {
    write(dpkg, entry('a', 'hold ok installed', 'amd64', '1:2.0-1'), entry('b', 'deinstall ok config-files'));
    expect(database.read().find('a')).toEqual({
      name: 'a',
      architecture: 'amd64',
      version: '1:2.0-1',
      want: 'hold',
      flag: 'ok',
      state: 'installed',
    });
    expect(found('b')).toBe('config-files 1.0 amd64');
    expect(found('other')).toBeUndefined();
    expect(found('constructor')).toBeUndefined();
  });

  test("means the machine's architecture, or none, when none is named", () => {
    write(
      dpkg,
      entry('both', 'install ok installed', 'i386', '1'),
      entry('both', 'install ok installed', 'amd64', '2'),
      entry('foreign', 'install ok installed', 'i386'),
      entry('neutral', 'install ok installed', 'all'),
    );
    expect(found('both')).toBe('installed 2 amd64');
    expect(found('both:i386')).toBe('installed 1 i386');
    expect(found('both:amd64')).toBe('installed 2 amd64');
    expect(found('foreign')).toBeUndefined();
    expect(found('foreign:i386')).toBe('installed 1.0 i386');
    expect(found('neutral')).toBe('installed 1.0 all');
    expect(database.read().plain('both:amd64')).toBe('both');
    expect(database.read().plain('both:i386')).toBe('both:i386');
  });

  test('prefers what is there to what was there under another architecture', () => {
    write(
      dpkg,
      entry('moved', 'deinstall ok not-installed', 'amd64'),
      entry('moved', 'install ok installed', 'all'),
    );
    expect(found('moved')).toBe('installed 1.0 all');
  });

  test('sees that dpkg has written anew', () => {
    write(dpkg, entry('a', 'install ok installed', 'amd64', '1.0'));
    expect(found('a')).toBe('installed 1.0 amd64');
    write(dpkg, entry('a', 'install ok installed', 'amd64', '2.0'));
    expect(found('a')).toBe('installed 2.0 amd64');
  });

  test('sees what a dpkg at work has written down beside it, the latest last', () => {
    write(dpkg, entry('a', 'install ok installed'));
    writeFileSync(join(directory, 'updates', '0000'), entry('a', 'install ok unpacked', 'amd64', '2.0'));
    writeFileSync(
      join(directory, 'updates', '0001'),
      entry('a', 'install ok half-configured', 'amd64', '2.0'),
    );
    writeFileSync(join(directory, 'updates', '0002'), entry('new', 'install reinstreq half-installed'));
    writeFileSync(join(directory, 'updates', 'tmp.i'), entry('a', 'garbage'));
    expect(found('a')).toBe('half-configured 2.0 amd64');
    expect(found('new')).toBe('half-installed 1.0 amd64');
  });

  test('says when there is nothing to read', () => {
    expect(() => database.read()).toThrow(expect.objectContaining({ code: 'PACKAGE_STATUS_UNREADABLE' }));
  });
});

describe('conditionOf', () => {
  test.each([
    ['install ok installed', 'installed'],
    ['hold ok installed', 'installed'],
    ['deinstall ok config-files', 'config-files'],
    ['purge ok not-installed', 'absent'],
    ['install ok half-installed', 'broken'],
    ['install ok unpacked', 'broken'],
    ['install ok half-configured', 'broken'],
    ['install ok triggers-awaited', 'broken'],
    ['install ok triggers-pending', 'broken'],
    ['install reinstreq installed', 'broken'],
  ])('takes %j for %s', (status, condition) => {
    write(dpkg, entry('a', status));
    expect(conditionOf(database.read().find('a')!)).toBe(condition);
  });
});
