import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandClock } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { createWatcher } from '../create-watcher.ts';
import { MountTable } from '../mounts/mount-table.ts';
import { Ladder } from '../rungs/ladder.ts';
import { watchDirectory } from '../rungs/watch-directory.ts';
import { Notices } from '../testing/notices.ts';
import { PathWatcher } from './path-watcher.ts';

test('createWatcher polls what a file system of the kernel does not tell', async () => {
  const clock = new HandClock();
  const watcher = createWatcher({ sweepMs: 0, pollMs: 1_000, clock });
  const child = spawn('sleep', ['60']);
  const notices = new Notices();
  await watcher.watch(`/proc/${child.pid}`, notices.notify);
  child.kill();
  await once(child, 'exit');
  const told = notices.beyond(0);
  clock.advance(1_000);
  await told;
  await watcher.close();
});

test('createWatcher tells nothing by polling when nothing has happened', async () => {
  const clock = new HandClock();
  const watcher = createWatcher({ sweepMs: 0, pollMs: 1_000, clock });
  const notices = new Notices();
  await watcher.watch('/proc/sys/kernel/ostype', notices.notify);
  await watcher.watch('/proc/sys/kernel/random', notices.notify, { scope: 'entries' });
  // Each of these is looked at after the two, so that its notice ends a round.
  for (let round = 0; round < 3; round += 1) {
    const child = spawn('sleep', ['60']);
    const last = new Notices();
    await watcher.watch(`/proc/${child.pid}`, last.notify);
    child.kill();
    await once(child, 'exit');
    const ended = last.beyond(0);
    clock.advance(1_000);
    await ended;
  }
  expect(notices.count).toBe(0);
  await watcher.close();
});

test('PathWatcher finds by polling what other machines change, also behind a link, and never looks at it otherwise', async () => {
  const top = mkdtempSync(join(tmpdir(), 'homeostat-poll-'));
  mkdirSync(join(top, 'share/dir'), { recursive: true });
  symlinkSync('share/dir', join(top, 'link'));
  writeFileSync(join(top, 'share/dir/file'), '');
  const root = '1 0 8:1 / / rw - ext4 /dev/a rw';
  const mounts = new MountTable(() => `${root}\n2 1 0:50 / ${top}/share rw - nfs4 server:/ rw`);
  const options = { native: undefined, unlimited: true, mostInodeMarks: 0, watchDirectory };
  let ladder!: Ladder;
  const make = (hearer: ConstructorParameters<typeof Ladder>[1]) => {
    ladder = new Ladder(options, hearer);
    return ladder;
  };
  const paths = new PathWatcher(make, mounts, (problem) => expect.fail(problem.message));
  const straight = new Notices();
  const linked = new Notices();
  paths.watch(join(top, 'share/dir/file'), straight.notify);
  paths.watch(join(top, 'link/file'), linked.notify);
  await paths.poll();
  const rungs = [...paths.directories].map((directory) => [directory.path, ladder.standing(directory).rung]);
  expect(rungs).toContainEqual([join(top, 'share/dir'), 'poll']);
  expect(rungs).toContainEqual([join(top, 'link'), 'poll']);
  expect(rungs).toContainEqual([top, 'fs-watch']);

  const before = [straight.count, linked.count];
  await paths.poll();
  expect([straight.count, linked.count]).toEqual(before);
  appendFileSync(join(top, 'share/dir/file'), 'x');
  for (const _ of paths.sweep());
  expect([straight.count, linked.count]).toEqual(before);
  await paths.poll();
  expect(straight.count).toBe(before[0]! + 1);
  expect(linked.count).toBe(before[1]! + 1);
  paths.close();
  rmSync(top, { recursive: true });
});
