import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWatcher } from '../create-watcher.ts';
import { drain, Notices } from '../testing/notices.ts';

describe.each([
  ['by fanotify', {}],
  ['by @parcel/watcher', { native: null }],
])('a watched tree, %s', (_how, options) => {
  let top: string;
  let notices: Notices;
  let warnings: Problem[];
  let watcher: ReturnType<typeof createWatcher>;
  const at = (...names: string[]) => join(top, ...names);

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'homeostat-tree-'));
    notices = new Notices();
    warnings = [];
    watcher = createWatcher({
      ...options,
      sweepMs: 0,
      pollMs: 0,
      onWarning: (warning) => warnings.push(warning),
    });
  });
  afterEach(async () => {
    await watcher.close();
    rmSync(top, { recursive: true });
    expect(warnings).toEqual([]);
  });

  const watch = (path: string) => watcher.watch(path, notices.notify, { scope: 'tree' });

  /** Parcel gathers events, so one of an earlier step may still come: does it until a notice answers this very step. */
  async function expectNoticeOf(act: (nth: number) => void): Promise<void> {
    for (let nth = 0; nth < 6; nth += 1) {
      const told = notices.beyond(notices.count);
      act(nth);
      await told;
    }
  }

  it('tells of what happens below', async () => {
    mkdirSync(at('root/a/b'), { recursive: true });
    writeFileSync(at('root/a/b/file'), '');
    await watch(at('root'));
    await expectNoticeOf(() => appendFileSync(at('root/a/b/file'), 'x'));
    await expectNoticeOf((nth) => chmodSync(at('root/a/b/file'), 0o600 + nth));
  });

  it('hears new directories to any depth', async () => {
    mkdirSync(at('root'));
    await watch(at('root'));
    const told = notices.beyond(0);
    execFileSync('sh', ['-c', 'mkdir -p "$0" && echo > "$0/file"', at('root/a/b/c/d')]);
    await told;
    await expectNoticeOf(() => appendFileSync(at('root/a/b/c/d/file'), 'x'));
  });

  it('hears a directory that was moved in', async () => {
    mkdirSync(at('root'));
    mkdirSync(at('outside/a/b'), { recursive: true });
    await watch(at('root'));
    const told = notices.beyond(0);
    renameSync(at('outside'), at('root/inside'));
    await told;
    await expectNoticeOf((nth) => writeFileSync(at('root/inside/a/b/file'), `${nth}`));
  });

  it('follows its root when that is missing, comes, is removed and comes again', async () => {
    await watch(at('up/root'));
    for (let round = 0; round < 2; round += 1) {
      const come = notices.beyond(notices.count);
      mkdirSync(at('up/root/a'), { recursive: true });
      await come;
      await expectNoticeOf((nth) => writeFileSync(at('up/root/a/file'), `${nth}`));
      const gone = notices.beyond(notices.count);
      rmSync(at('up'), { recursive: true });
      await gone;
    }
  });

  it('follows its root when that is replaced', async () => {
    mkdirSync(at('root/a'), { recursive: true });
    await watch(at('root'));
    cpSync(at('root'), at('other'), { recursive: true });
    const told = notices.beyond(0);
    renameSync(at('root'), at('away'));
    renameSync(at('other'), at('root'));
    await told;
    await expectNoticeOf((nth) => writeFileSync(at('root/a/file'), `${nth}`));
  });

  it('may be a file', async () => {
    writeFileSync(at('root'), '');
    await watch(at('root'));
    await expectNoticeOf(() => appendFileSync(at('root'), 'x'));
  });

  it('is shared, and goes on when one of its watches is closed', async () => {
    mkdirSync(at('root'));
    const closed = new Notices();
    const first = await watcher.watch(at('root'), closed.notify, { scope: 'tree' });
    await watch(`${at('root')}/`);
    await first.close();
    await expectNoticeOf((nth) => writeFileSync(at('root/file'), `${nth}`));
    expect(closed.count).toBe(0);
  });

  it('hears each of many directories that were made flat out, moved and copied', async () => {
    mkdirSync(at('root'));
    await watch(at('root'));
    const build =
      'for d in $(seq 200); do mkdir -p "$0/a/$d/x"; echo > "$0/a/$d/x/f"; done; cp -r "$0/a" "$0/b"; mv "$0/a" "$0/c"; mkdir "$0/a"';
    const told = notices.beyond(0);
    execFileSync('sh', ['-c', build, at('root')]);
    await told;
    for (const name of ['b/1/x', 'b/200/x', 'c/1/x', 'c/100/x', 'a']) {
      await expectNoticeOf((nth) => writeFileSync(at('root', name, 'f'), `${nth}`));
    }
  });

  it('may be closed and watched again', async () => {
    mkdirSync(at('root'));
    const first = await watch(at('root'));
    await Promise.all([first.close(), watch(at('root'))]);
    await expectNoticeOf((nth) => writeFileSync(at('root/file'), `${nth}`));
  });
});

it('hears in a watched tree what is in directories whose making was lost', async () => {
  const top = mkdtempSync(join(tmpdir(), 'homeostat-tree-'));
  const watcher = createWatcher({ sweepMs: 0, pollMs: 0, unlimitedQueue: false });
  mkdirSync(join(top, 'root'));
  const notices = new Notices();
  await watcher.watch(join(top, 'root'), notices.notify, { scope: 'tree' });
  const told = notices.until(() => existsSync(join(top, 'root/late')));
  // More than the queue takes, each another event: the kernel merges only what is alike.
  for (let index = 0; index < 17_000; index += 1) writeFileSync(join(top, 'root', `${index}`), '');
  mkdirSync(join(top, 'root/late'));
  await told;
  await drain(watcher);
  const later = notices.beyond(notices.count);
  writeFileSync(join(top, 'root/late/file'), '');
  await later;
  await watcher.close();
  rmSync(top, { recursive: true });
});
