import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aSummary } from '../testing/told-engine.ts';
import { StateHold } from './state-hold.ts';

let directory: string;
let warnings: string[];
let holds: StateHold[];
const report = () => ({
  pid: process.pid,
  since: new Date().toISOString(),
  file: '/site.yaml',
  converged: true,
  summary: aSummary(),
  failed: [],
});
const log: Logger = { debug() {}, info() {}, warn: (text) => warnings.push(text), error() {} };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homeostat-hold-'));
  warnings = [];
  holds = [];
});
afterEach(() => {
  for (const hold of holds) hold.release();
  return rm(directory, { recursive: true });
});

function newHold(path = directory): StateHold {
  const hold = new StateHold(path, log);
  holds.push(hold);
  return hold;
}

/** What a run that was killed leaves. */
async function leaveDead(): Promise<void> {
  const hold = newHold();
  await hold.take(report);
  const [id] = await readdir(join(directory, 'hold'));
  const socket = join(directory, 'hold', id!);
  await rename(socket, join(directory, 'aside'));
  hold.release();
  await rename(join(directory, 'aside'), socket);
}

const inUse = { code: 'STATE_IN_USE' };

test('StateHold keeps a second one out, which is told who has it, until it is released', async () => {
  const first = newHold();
  await first.take(report);
  const refused = newHold().take(report);
  await expect(refused).rejects.toMatchObject(inUse);
  await expect(refused).rejects.toThrow(
    new RegExp(`state directory ${directory}: process ${process.pid}, since \\d{4}-\\d\\d-\\d\\dT`),
  );
  first.release();
  await newHold().take(report);
  expect(warnings).toEqual([]);
});

test('StateHold leaves nothing behind but an empty place', async () => {
  const hold = newHold();
  await hold.take(report);
  await expect(newHold().take(report)).rejects.toMatchObject(inUse);
  hold.release();
  expect(await readdir(directory, { recursive: true })).toEqual(['hold']);
});

test('StateHold does not mind what dead ones left', async () => {
  await leaveDead();
  await newHold().take(report);
  expect(await readdir(join(directory, 'hold'))).toHaveLength(1);
  await expect(newHold().take(report)).rejects.toMatchObject(inUse);
});

test('StateHold is taken by exactly one of many at once, whatever was left before', async () => {
  for (let round = 0; round < 100; round += 1) {
    if (round % 2 === 0) await leaveDead();
    const contenders = Array.from({ length: 8 }, () => newHold());
    const results = await Promise.allSettled(contenders.map((hold) => hold.take(report)));
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(refusals).toEqual(Array.from({ length: 7 }, () => 'STATE_IN_USE'));
    for (const hold of contenders) hold.release();
  }
  expect(await readdir(directory)).toEqual(['hold']);
  expect(warnings).toEqual([]);
});

test('StateHold of one directory has nothing to do with another', async () => {
  const other = join(directory, 'other');
  await mkdir(other);
  await newHold().take(report);
  await newHold(other).take(report);
  await expect(newHold(other).take(report)).rejects.toMatchObject(inUse);
});

test('StateHold has room for a path longer than that of a socket may be', async () => {
  const long = join(directory, 'x'.repeat(200));
  await mkdir(long);
  await newHold(long).take(report);
  await expect(newHold(long).take(report)).rejects.toMatchObject(inUse);
});

test.each([
  ['a file', (path: string) => writeFile(path, '')],
  ['a FIFO', async (path: string) => void spawnSync('mkfifo', [path])],
  ['a link to a directory', (path: string) => symlink(tmpdir(), path)],
  ['a dangling link', (path: string) => symlink('/nowhere', path)],
  ['a directory with a file', (path: string) => mkdir(path).then(() => writeFile(join(path, 'x'), 'mine'))],
  ['a directory with a link', (path: string) => mkdir(path).then(() => symlink('/x', join(path, 'x')))],
  [
    'a directory with a FIFO',
    (path: string) => mkdir(path).then(() => void spawnSync('mkfifo', [`${path}/x`])),
  ],
])('StateHold refuses %s in its place, and leaves it there', async (_what, make) => {
  await make(join(directory, 'hold'));
  const found = () => spawnSync('find', [directory], { encoding: 'utf8' }).stdout;
  const before = found();
  await expect(newHold().take(report)).rejects.toMatchObject({
    code: 'STATE_DIRECTORY_UNUSABLE',
    message: expect.stringContaining(join(directory, 'hold')),
  });
  expect(found()).toBe(before);
});

test('StateHold sees a holder that does not answer', async () => {
  await mkdir(join(directory, 'hold'));
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(join(directory, 'hold', 'x'), resolve));
  await expect(newHold().take(report)).rejects.toMatchObject({
    ...inUse,
    message: expect.stringContaining('which does not answer'),
  });
  silent.close();
});

test('StateHold does not take the words of a holder for more than words', async () => {
  await mkdir(join(directory, 'hold'));
  const odd = createServer((socket) => socket.end('null'));
  await new Promise<void>((resolve) => odd.listen(join(directory, 'hold', 'x'), resolve));
  await expect(newHold().take(report)).rejects.toMatchObject(inUse);
  odd.close();
});
