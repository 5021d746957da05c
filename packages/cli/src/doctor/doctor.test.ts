import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';
import { examineHost } from './examine-host.ts';
import { examineState } from './examine-state.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'homeostat-doctor-'));
});
afterEach(() => rmSync(top, { recursive: true }));

test('examineHost tells what is there and what does not work without it', () => {
  const verdicts = (exists: (path: string) => boolean) =>
    examineHost(exists, 0).map(({ part, verdict }) => [part, verdict]);
  expect(verdicts(() => true).slice(1)).toEqual([
    ['name services', 'ok'],
    ['init system', 'ok'],
    ['system bus', 'ok'],
    ['package manager', 'ok'],
  ]);
  expect(verdicts((path) => path === '/run/dbus/system_bus_socket').slice(1)).toEqual([
    ['name services', 'limited'],
    ['init system', 'limited'],
    ['system bus', 'ok'],
    ['package manager', 'limited'],
  ]);
});

test('examineHost tells an ordinary user that only root keeps packages', () => {
  expect(examineHost(() => true, 1000)).toContainEqual({
    part: 'package manager',
    verdict: 'limited',
    what: 'packages can be kept, but only by root',
  });
});

test('examineState takes a directory that is there or can be made, and makes nothing', async () => {
  expect(await examineState(join(top, 'a/b'))).toMatchObject({
    verdict: 'ok',
    what: `${top}/a/b, to be made`,
  });
  mkdirSync(join(top, 'state'), { mode: 0o700 });
  expect(await examineState(join(top, 'state'))).toMatchObject({ verdict: 'ok', what: `${top}/state` });
});

test('examineState refuses one that others can write', async () => {
  mkdirSync(join(top, 'state'));
  chmodSync(join(top, 'state'), 0o777);
  expect(await examineState(join(top, 'state'))).toMatchObject({
    verdict: 'missing',
    what: expect.stringContaining('STATE_DIRECTORY_UNSAFE'),
  });
});

test('homeostat doctor tells how the declared paths are watched, and why so', async () => {
  const site = await TestSite.make();
  await site.write('site.yaml', 'resources: { file: { /tmp/a: {}, /proc/sys/vm/swappiness: {} } }');
  const { stdout, exitCode } = await site.call(
    'doctor',
    'site.yaml',
    '--json',
    '--state',
    site.path('state'),
  );
  const findings = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const watching = findings.filter(({ part }) => part === 'file watching');
  expect(watching).toContainEqual(
    expect.objectContaining({
      verdict: 'ok',
      what: expect.stringMatching(/fanotify, a mark for each directory/),
    }),
  );
  expect(watching).toContainEqual(
    expect.objectContaining({
      verdict: 'limited',
      what: expect.stringMatching(/^\/proc \(proc\): .*not what the kernel changes/),
    }),
  );
  expect(exitCode).toBe(0);
  expect((await site.call('doctor', '--state', site.path('state'))).stdout).toMatch(/^(ok|limited) +user: /);
  await site.leave();
});
