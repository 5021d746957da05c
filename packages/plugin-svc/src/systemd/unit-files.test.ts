import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Look } from './look.ts';
import type { Manager } from './manager.ts';
import { tickMs, UnitFiles } from './unit-files.ts';

let root: string;
let readAt: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'homeostat-unit-files-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

function write(path: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

/** systemd reads all files. */
async function read(): Promise<void> {
  await setTimeout(2 * tickMs);
  readAt = Date.now();
  await setTimeout(2 * tickMs);
}

/** Of a unit with these names, that systemd read from these files. */
async function isOutdated(
  name: string,
  definedIn: readonly string[] = [],
  source?: string,
): Promise<boolean> {
  const UnitPath = ['etc', 'run/transient', 'run/generator', 'lib'].map((directory) => join(root, directory));
  const manager = { properties: async () => ({ UnitPath, UnitsLoadTimestamp: BigInt(readAt) * 1000n }) };
  const files = await UnitFiles.list(manager as unknown as Manager, new AbortController().signal);
  return files.isOutdated({ names: [name], definedIn, source } as unknown as Look);
}

describe('a unit is outdated', () => {
  test.each([
    ['the file', 'lib/web.service'],
    ['one that takes the place of the one in /usr/lib', 'etc/web.service'],
    ['the first drop-in', 'etc/web.service.d/a.conf'],
    ['a drop-in of all of its type', 'lib/service.d/a.conf'],
  ])('by %s', async (_, path) => {
    write('lib/web.service');
    await read();
    expect(await isOutdated('web.service')).toBe(false);
    utimesSync(write(path), 1, 1);
    expect(await isOutdated('web.service')).toBe(true);
  });

  test.each([
    'a-b@.service',
    'a-b@.service.d/a.conf',
    'a-b@x.service.d/a.conf',
    'a-@x.service.d/a.conf',
    'a-@.service.d/a.conf',
  ])('by %s when it is a-b@x.service', async (path) => {
    await read();
    write(`etc/${path}`);
    expect(await isOutdated('a-b@x.service')).toBe(true);
    expect(await isOutdated('a-c@y.service')).toBe(path.startsWith('a-@.'));
  });

  test('when one of its drop-ins, their directory, or its file is gone', async () => {
    const files = [write('etc/web.service'), write('etc/web.service.d/a.conf')];
    await read();
    expect(await isOutdated('web.service', files)).toBe(false);
    rmSync(files[1]!);
    expect(await isOutdated('web.service', files)).toBe(true);
    await read();
    rmSync(dirname(files[1]!), { recursive: true });
    expect(await isOutdated('web.service', files)).toBe(true);
    rmSync(files[0]!);
    expect(await isOutdated('web.service', [files[0]!])).toBe(true);
  });

  test('by a link that leads elsewhere, and by what it leads to', async () => {
    const elsewhere = write('opt/web.service');
    await read();
    mkdirSync(join(root, 'etc'));
    symlinkSync(elsewhere, join(root, 'etc/web.service'));
    expect(await isOutdated('web.service')).toBe(true);
    await read();
    expect(await isOutdated('web.service')).toBe(false);
    writeFileSync(elsewhere, 'changed');
    expect(await isOutdated('web.service')).toBe(true);
  });

  test('by what it was generated from, and not by what systemd made of it', async () => {
    const source = write('fstab');
    await read();
    const made = [write('run/transient/web.service'), write('run/generator/web.service')];
    expect(await isOutdated('web.service', made, source)).toBe(false);
    writeFileSync(source, 'changed');
    expect(await isOutdated('web.service', made, source)).toBe(true);
  });
});

test('a file of the future says nothing, since it would do so for ever', async () => {
  write('etc/web.service');
  readAt = Date.now() - 60_000;
  expect(await isOutdated('web.service')).toBe(true);
  vi.useFakeTimers({ now: readAt, toFake: ['Date'] });
  expect(await isOutdated('web.service')).toBe(false);
});

test('nothing is said of a directory that can not be read', async () => {
  await read();
  write('etc');
  expect(await isOutdated('web.service', [join(root, 'etc/web.service')])).toBe(false);
});
