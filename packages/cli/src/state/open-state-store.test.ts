import {
  chmod,
  chown,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStateStore } from './open-state-store.ts';
import { defaultStateDirectory } from './state-directory.ts';

let parent: string;
let directory: string;
const log: Logger = { debug() {}, info() {}, warn() {}, error() {} };

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'homeostat-state-'));
  directory = join(parent, 'a', 'state');
});
afterEach(() => rm(parent, { recursive: true }));

const open = (path = directory) => openStateStore(path, log, { readOnly: false });

test('openStateStore makes the directory, for its owner alone', async () => {
  await (await open()).set('exec[a]', 1);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await (await open()).get('exec[a]')).toBe(1);
});

test('openStateStore makes nothing when it is to be read-only', async () => {
  const store = await openStateStore(directory, log, { readOnly: true });
  await store.set('exec[a]', 1);
  expect(await store.get('exec[a]')).toBeUndefined();
  expect(await readdir(parent)).toEqual([]);
});

test.each([0o770, 0o707, 0o1777])('openStateStore refuses a directory of mode %o', async (mode) => {
  await mkdir(directory, { recursive: true });
  await chmod(directory, mode);
  const unsafe = { code: 'STATE_DIRECTORY_UNSAFE' };
  await expect(open()).rejects.toMatchObject(unsafe);
  await expect(openStateStore(directory, log, { readOnly: true })).rejects.toMatchObject(unsafe);
});

test('openStateStore takes a directory that others may read, also by a link of its own', async () => {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const link = join(parent, 'link');
  await symlink(directory, link);
  await (await open(link)).set('exec[a]', 1);
  expect(await (await open()).get('exec[a]')).toBe(1);
});

test.skipIf(process.getuid?.() !== 0)(
  'openStateStore refuses a directory of somebody else (skipped when not root: only root gives files away)',
  async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chown(directory, 12345, 12345);
    await expect(open()).rejects.toMatchObject({ code: 'STATE_DIRECTORY_UNSAFE' });
  },
);

test('openStateStore refuses a directory that everybody could exchange, and none in a sticky one', async () => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(parent, 0o1777);
  await open();
  await chmod(parent, 0o777);
  await expect(open()).rejects.toMatchObject({
    code: 'STATE_DIRECTORY_UNSAFE',
    message: expect.stringContaining(`lies behind ${parent}, which can be written by everybody`),
  });
});

test.skipIf(process.getuid?.() !== 0)(
  'openStateStore refuses a directory that somebody else could exchange (skipped when not root: only root gives files away)',
  async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const link = join(parent, 'link');
    await symlink(directory, link);
    await lchown(link, 12345, 12345);
    const behind = (path: string) => ({
      code: 'STATE_DIRECTORY_UNSAFE',
      message: expect.stringContaining(`lies behind ${path}, which belongs to somebody else (uid 12345)`),
    });
    await expect(open(join(link, 'deeper'))).rejects.toMatchObject(behind(link));
    expect(await readdir(directory)).toEqual([]);
    await chown(join(parent, 'a'), 12345, 12345);
    await expect(open()).rejects.toMatchObject(behind(join(parent, 'a')));
  },
);

test('openStateStore says why a directory can not be made', async () => {
  await writeFile(join(parent, 'a'), '');
  await expect(open()).rejects.toMatchObject({ code: 'STATE_DIRECTORY_UNUSABLE' });
  await expect(open(join(parent, 'a'))).rejects.toMatchObject({ code: 'STATE_DIRECTORY_UNUSABLE' });
  await expect(open('/proc/a/state')).rejects.toMatchObject({
    code: 'STATE_DIRECTORY_UNUSABLE',
    message: expect.stringContaining("mkdir '/proc/a'"),
  });
});

test('defaultStateDirectory is that of the system for root, and of the home for others', () => {
  expect(defaultStateDirectory(0, { XDG_STATE_HOME: '/x' })).toBe('/var/lib/homeostat');
  expect(defaultStateDirectory(1000, { XDG_STATE_HOME: '/x' })).toBe('/x/homeostat');
  expect(defaultStateDirectory(1000, {})).toMatch(/\/\.local\/state\/homeostat$/);
});
