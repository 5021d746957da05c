import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandClock, type Problem } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWatcher } from './create-watcher.ts';
import { type WatchDirectory, watchDirectory } from './rungs/watch-directory.ts';
import { Notices } from './testing/notices.ts';

const deaf: WatchDirectory = () => ({ close() {} });

function failing(code: string): WatchDirectory {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe('createWatcher', () => {
  let top: string;
  let clock: HandClock;
  let warnings: Problem[];
  let watcher: ReturnType<typeof createWatcher>;
  const at = (...names: string[]) => join(top, ...names);
  const make = (from: WatchDirectory) => {
    watcher = createWatcher({
      native: null,
      watchDirectory: from,
      clock,
      sweepMs: 1_000,
      onWarning: (w) => warnings.push(w),
    });
    return watcher;
  };

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'homeostat-watch-'));
    clock = new HandClock();
    warnings = [];
  });
  afterEach(async () => {
    await watcher.close();
    rmSync(top, { recursive: true });
  });

  it.each<[string, () => void]>([
    ['write', () => appendFileSync(at('p/file'), 'x')],
    ['chmod', () => chmodSync(at('p/file'), 0o600)],
    ['replacement', () => renameSync(at('p/other'), at('p/file'))],
    ['removal', () => rmSync(at('p/file'))],
    ['removed parent', () => rmSync(at('p'), { recursive: true })],
    [
      'switched parent',
      () => {
        renameSync(at('p'), at('q'));
        symlinkSync('q', at('p'));
      },
    ],
  ])('finds a %s by its sweep when no event tells', async (_what, act) => {
    mkdirSync(at('p'));
    writeFileSync(at('p/file'), 'same');
    writeFileSync(at('p/other'), 'same');
    const notices = new Notices();
    await make(deaf).watch(at('p/file'), notices.notify);
    act();
    const told = notices.beyond(0);
    clock.advance(1_000);
    await told;
  });

  it('finds by its sweep what happens in a directory whose entries are watched', async () => {
    mkdirSync(at('p'));
    const notices = new Notices();
    await make(deaf).watch(at('p'), notices.notify, { scope: 'entries' });
    // The first round only learns what is there; this one is looked at last and ends it.
    const end = new Notices();
    await watcher.watch(at('end'), end.notify);
    writeFileSync(at('end'), '');
    const learnt = end.beyond(0);
    clock.advance(1_000);
    await learnt;
    writeFileSync(at('p/new'), '');
    const told = notices.beyond(notices.count);
    clock.advance(1_000);
    await told;
  });

  it('says nothing after a sweep that finds nothing, whatever foreign files came', async () => {
    mkdirSync(at('p'));
    writeFileSync(at('p/file'), '');
    const notices = new Notices();
    const end = new Notices();
    await make(deaf).watch(at('p/file'), notices.notify);
    await watcher.watch(at('p'), notices.notify);
    // Looked at last, so that its notice ends the round.
    for (let i = 0; i < 1_000; i += 1) await watcher.watch(at(`filler${i}`), () => {});
    await watcher.watch(at('end'), end.notify);
    writeFileSync(at('p/foreign'), '');
    writeFileSync(at('end'), '');
    const told = end.beyond(0);
    clock.advance(1_000);
    await told;
    expect(notices.count).toBe(0);
  });

  it('sweeps again and again', async () => {
    const notices = new Notices();
    await make(deaf).watch(at('file'), notices.notify);
    for (let round = 0; round < 3; round += 1) {
      appendFileSync(at('file'), 'x');
      const told = notices.beyond(round);
      clock.advance(1_000);
      await told;
    }
  });

  it.each([
    ['ENOSPC', 'WATCH_LIMIT', 'fs.inotify.max_user_watches'],
    ['EMFILE', 'WATCH_LIMIT', 'fs.inotify.max_user_instances'],
  ])('warns once of %s and goes on with the sweep alone', async (errno, code, sysctl) => {
    const notices = new Notices();
    await make(failing(errno)).watch(at('file'), notices.notify);
    expect(warnings.map((warning) => warning.code)).toEqual([code]);
    expect(warnings[0]!.hint).toContain(sysctl);
    writeFileSync(at('file'), '');
    const told = notices.beyond(0);
    clock.advance(1_000);
    await told;
    expect(warnings).toHaveLength(1);
  });

  it('names each directory that it may not read', async () => {
    await make((path, ...rest) => (path === top ? failing('EACCES') : deaf)(path, ...rest)).watch(
      at('f'),
      () => {},
    );
    expect(warnings.map((warning) => warning.code)).toEqual(['WATCH_DENIED']);
    expect(warnings[0]!.message).toContain(top);
  });

  it('arms at a sweep what could not be armed before', async () => {
    let full = true;
    const notices = new Notices();
    make((path, ...rest) => (full ? failing('ENOSPC') : watchDirectory)(path, ...rest));
    await watcher.watch(at('file'), notices.notify);
    full = false;
    writeFileSync(at('file'), '');
    const swept = notices.beyond(0);
    clock.advance(1_000);
    await swept;
    const told = notices.beyond(notices.count);
    writeFileSync(at('file'), 'x');
    await told;
  });

  it('goes on with the sweep when a running watch is lost', async () => {
    const lost: ((cause: unknown) => void)[] = [];
    const notices = new Notices();
    make((_path, _onEntry, onLost) => {
      lost.push(onLost);
      return { close() {} };
    });
    await watcher.watch(at('file'), notices.notify);
    for (const lose of lost) lose(new Error('gone'));
    expect(new Set(warnings.map((warning) => warning.code))).toEqual(new Set(['WATCH_FAILED']));
    writeFileSync(at('file'), '');
    const told = notices.beyond(0);
    clock.advance(1_000);
    await told;
  });

  it('watches each directory once, and none when the last path in it is closed', async () => {
    const open = new Map<string, number>();
    const count = (path: string, by: number) => open.set(path, (open.get(path) ?? 0) + by);
    make((path) => {
      count(path, 1);
      return { close: () => count(path, -1) };
    });
    symlinkSync('b', at('a'));
    symlinkSync('c', at('b'));
    const paths = [at('a/x'), at('a/y'), at('b/x'), at('c/d/e'), at('a'), '/'];
    const watches = await Promise.all(paths.map((path) => watcher.watch(path, () => {})));
    expect(Math.max(...open.values())).toBe(1);
    for (const watch of watches) await watch.close();
    for (const watch of watches) await watch.close();
    expect(Math.max(...open.values())).toBe(0);
  });

  it('refuses a relative path', () => {
    expect(() => make(deaf).watch('etc/motd', () => {})).toThrow(
      expect.objectContaining({ code: 'WATCH_PATH_RELATIVE' }),
    );
  });

  it('does not keep the process alive', async () => {
    const before = process.getActiveResourcesInfo().length;
    watcher = createWatcher();
    await watcher.watch('/etc/passwd', () => {});
    expect(process.getActiveResourcesInfo()).toHaveLength(before);
  });
});
