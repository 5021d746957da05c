import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nothingToWatch, type Services, WATCHER, type Watch, type Watcher } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAptBackend } from './apt-backend.ts';

let directory: string;
let watcher: ReturnType<typeof createWatcher>;
let watch: Watch;
let told: () => Promise<void>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'apt-'));
  for (const path of ['dpkg/updates', 'lists', 'etc']) mkdirSync(join(directory, path), { recursive: true });
  writeFileSync(join(directory, 'dpkg/status'), '');
  watcher = createWatcher({ sweepMs: 0, pollMs: 0 });
  const services = { get: (token: symbol) => (token === WATCHER ? watcher : undefined) } as Services;
  const apt = createAptBackend({
    dpkgDirectory: join(directory, 'dpkg'),
    listsDirectory: join(directory, 'lists'),
    configDirectory: join(directory, 'etc'),
  });
  let resolve = () => {};
  told = () =>
    new Promise((done) => {
      resolve = done;
    });
  watch = await apt.watch(() => resolve(), services);
});
afterEach(async () => {
  await watch.close();
  await watcher.close();
  rmSync(directory, { recursive: true });
});

test('a new status file is told', async () => {
  const notice = told();
  writeFileSync(join(directory, 'dpkg/status-new'), 'Package: a\n');
  renameSync(join(directory, 'dpkg/status-new'), join(directory, 'dpkg/status'));
  await notice;
});

test('new lists are told', async () => {
  const notice = told();
  writeFileSync(join(directory, 'lists/a_Packages'), '');
  await notice;
});

test('a list that is gone is told', async () => {
  const made = told();
  writeFileSync(join(directory, 'lists/a_Packages'), '');
  await made;
  const notice = told();
  rmSync(join(directory, 'lists/a_Packages'));
  await notice;
});

test('a new pin is told', async () => {
  const notice = told();
  mkdirSync(join(directory, 'etc/preferences.d'));
  writeFileSync(join(directory, 'etc/preferences.d/lab'), 'Package: *\n');
  await notice;
});

test('a fetch that brings nothing is not told', async () => {
  const notices = new Map<string, () => void>();
  const byHand: Watcher = {
    watch(path, notify) {
      notices.set(path, notify);
      return nothingToWatch;
    },
  };
  let count = 0;
  const [lists, configDirectory] = [join(directory, 'lists'), join(directory, 'etc')];
  const apt = createAptBackend({ listsDirectory: lists, configDirectory });
  const tell = () => {
    count += 1;
  };
  await apt.watch(tell, { get: () => byHand } as unknown as Services);
  mkdirSync(join(lists, 'partial'));
  writeFileSync(join(lists, 'lock'), '');
  notices.get(lists)!();
  expect(count).toBe(0);
  writeFileSync(join(lists, 'a_Packages'), '');
  notices.get(lists)!();
  expect(count).toBe(1);
});

test('leaves no watch behind when one can not be armed', async () => {
  const open = new Set<string>();
  const lame: Watcher = {
    async watch(path) {
      if (path.endsWith('/etc')) throw new Error('no inotify');
      open.add(path);
      return { close: () => void open.delete(path) };
    },
  };
  const apt = createAptBackend({ configDirectory: join(directory, 'etc') });
  const arming = apt.watch(() => {}, { get: () => lame } as unknown as Services);
  await expect(arming).rejects.toThrow('no inotify');
  expect([...open]).toEqual([]);
});
