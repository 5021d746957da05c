import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileStateStore } from './file-state-store.ts';

let directory: string;
let warnings: string[];
const log: Logger = { debug() {}, info() {}, warn: (message) => warnings.push(message), error() {} };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homeostat-state-'));
  warnings = [];
});
afterEach(() => rm(directory, { recursive: true }));

const id = 'exec[a/b\n../c]';
const aStore = (options = {}) => new FileStateStore(directory, log, options);

async function onlyFile(): Promise<string> {
  const [name, ...others] = await readdir(directory);
  expect(others).toEqual([]);
  return join(directory, name!);
}

test('FileStateStore remembers over restarts, and forgets', async () => {
  await aStore().set(id, { ran: [1, null] });
  await aStore().set(id, { ran: [2] });
  expect(await aStore().get(id)).toEqual({ ran: [2] });
  expect(await aStore().get('exec[other]')).toBeUndefined();
  await aStore().set(id, undefined);
  await aStore().delete(id);
  expect(await aStore().get(id)).toBeUndefined();
  expect(await readdir(directory)).toEqual([]);
  expect(warnings).toEqual([]);
});

test('FileStateStore keeps one file a resource, for its owner alone', async () => {
  await aStore().set(id, 1);
  const file = await onlyFile();
  expect(file).toMatch(/\/[0-9a-f]{64}\.json$/);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ id, value: 1 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test.each([
  ['is cut off', '{"id":'],
  ['has another form', '[]'],
  ['has no value', JSON.stringify({ id })],
  ['is of another resource', JSON.stringify({ id: 'exec[b]', value: 1 })],
])('FileStateStore sets aside a file that %s, with one warning', async (_case, text) => {
  await aStore().set(id, 1);
  const file = await onlyFile();
  await writeFile(file, text);

  const store = aStore();
  expect(await store.get(id)).toBeUndefined();
  expect(await store.get(id)).toBeUndefined();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('STATE_SET_ASIDE');
  expect(await readFile(`${file}.bad`, 'utf8')).toBe(text);

  await store.set(id, 2);
  expect(await store.get(id)).toBe(2);
});

test('FileStateStore follows no link', async () => {
  await aStore().set(id, 1);
  const file = await onlyFile();
  const elsewhere = join(directory, 'elsewhere');
  await writeFile(elsewhere, await readFile(file));
  await rm(file);
  await symlink(elsewhere, file);
  expect(await aStore().get(id)).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test('FileStateStore waits for no FIFO, and sets aside what is no file', async () => {
  await aStore().set(id, 1);
  const file = await onlyFile();
  for (const make of [() => execFileSync('mkfifo', [file]), () => mkdir(file)]) {
    await rm(file, { recursive: true });
    await make();
    expect(await aStore().get(id)).toBeUndefined();
    await rm(`${file}.bad`, { recursive: true });
    await writeFile(file, '');
  }
  expect(warnings).toHaveLength(2);
});

test('FileStateStore throws nothing away that it can not read at the moment', async () => {
  await aStore().set(id, 1);
  const taken: number[] = [];
  let problem: unknown;
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    problem = await aStore()
      .get(id)
      .catch((error) => error);
  } finally {
    for (const file of taken) closeSync(file);
  }
  expect(problem).toMatchObject({ code: 'STATE_UNREADABLE' });
  expect(await aStore().get(id)).toBe(1);
});

test('FileStateStore touches nothing when it is read-only', async () => {
  await aStore().set(id, 1);
  const store = aStore({ readOnly: true });
  await store.set(id, 2);
  await store.delete(id);
  expect(await store.get(id)).toBe(1);

  const file = await onlyFile();
  await writeFile(file, 'broken');
  expect(await store.get(id)).toBeUndefined();
  expect(warnings).toHaveLength(1);
  expect(await onlyFile()).toBe(file);
});
