import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Watcher } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drain, Notices } from './notices.ts';

export interface RungCase {
  /** A watcher that finds everything by events. */
  make(): Watcher & { close(): Promise<void> };
  /** Where to try it. Default: the directory for temporary files. */
  place?(): string;
  /** What this rung does not tell. It is asserted that it doesn't. */
  readonly gaps?: readonly 'mounts'[];
}

/** What every rung of the watcher must hold. */
export function describeWatcher(name: string, { make, place = tmpdir, gaps = [] }: RungCase): void {
  describe(name, () => {
    let watcher: ReturnType<typeof make>;
    let top: string;
    const at = (...names: string[]) => join(top, ...names);
    /** grand/parent/file is what most tests watch. */
    const file = () => at('grand', 'parent', 'file');
    const build = (root = 'grand') => {
      mkdirSync(at(root, 'parent'), { recursive: true });
      writeFileSync(at(root, 'parent', 'file'), root);
    };

    beforeEach(() => {
      top = mkdtempSync(join(place(), 'homeostat-watch-'));
      watcher = make();
    });
    afterEach(async () => {
      await watcher.close();
      rmSync(top, { recursive: true, maxRetries: 5 });
    });

    /** Does one step after the other; each must be told before the next is done. */
    async function expectNotices(path: string, ...steps: (() => void)[]): Promise<void> {
      const notices = new Notices();
      await watcher.watch(path, notices.notify);
      for (const step of steps) {
        await drain(watcher);
        const told = notices.beyond(notices.count);
        step();
        await told.catch((cause) => expect.fail(`${cause.message} after ${step}`));
      }
    }

    describe('a file', () => {
      beforeEach(() => build());
      const replace = () => {
        writeFileSync(at('new'), 'new');
        renameSync(at('new'), file());
      };

      it.each<[string, () => void]>([
        ['is written', () => writeFileSync(file(), 'new')],
        ['is appended to', () => appendFileSync(file(), 'more')],
        ['is truncated', () => truncateSync(file())],
        ['gets another mode', () => chmodSync(file(), 0o600)],
        ['gets another time', () => utimesSync(file(), 1, 1)],
        ['is replaced by a rename', replace],
      ])('%s, and again', (_what, act) => expectNotices(file(), act, act));

      it.skipIf(process.getuid?.() !== 0)('gets another owner (only root can)', () =>
        expectNotices(file(), () => chownSync(file(), 1, 1)),
      );

      it('is deleted, made, renamed away and back', () =>
        expectNotices(
          file(),
          () => rmSync(file()),
          () => writeFileSync(file(), ''),
          () => renameSync(file(), at('away')),
          () => renameSync(at('away'), file()),
          () => appendFileSync(file(), 'x'),
        ));
    });

    describe.each([
      ['the parent', ['grand', 'parent']],
      ['the grandparent', ['grand']],
    ])('%s of a file', (_which, names) => {
      const directory = () => at(...names);
      const write = () => writeFileSync(file(), 'x');
      beforeEach(() => build());

      it('is removed and made anew', () =>
        expectNotices(file(), () => rmSync(directory(), { recursive: true }), build, write));

      it('is removed and made anew without a pause', () =>
        expectNotices(
          file(),
          () => {
            rmSync(directory(), { recursive: true });
            build();
          },
          write,
        ));

      it('is renamed away and back', () =>
        expectNotices(
          file(),
          () => renameSync(directory(), at('away')),
          () => renameSync(at('away'), directory()),
          write,
        ));

      it('is replaced by another directory', () => {
        cpSync(directory(), at('other'), { recursive: true });
        return expectNotices(
          file(),
          () => {
            renameSync(directory(), at('away'));
            renameSync(at('other'), directory());
          },
          write,
        );
      });

      it('becomes a file, and a directory again', () =>
        expectNotices(
          file(),
          () => {
            rmSync(directory(), { recursive: true });
            writeFileSync(directory(), '');
          },
          () => {
            rmSync(directory());
            build();
          },
          write,
        ));

      it('becomes a link to another directory', () => {
        build('other');
        const target = names.length === 1 ? at('other') : at('other', 'parent');
        return expectNotices(
          file(),
          () => {
            rmSync(directory(), { recursive: true });
            symlinkSync(target, directory());
          },
          write,
        );
      });
    });

    describe('a path', () => {
      it('that is missing wholly comes bit by bit', () =>
        expectNotices(
          file(),
          () => mkdirSync(at('grand')),
          () => mkdirSync(at('grand', 'parent')),
          () => writeFileSync(file(), ''),
          () => appendFileSync(file(), 'x'),
        ));

      it('that is missing wholly comes at once', () =>
        expectNotices(file(), build, () => writeFileSync(file(), 'x')));

      it('with a trailing slash is the same as without', () => {
        build();
        return expectNotices(at('grand/'), () => chmodSync(at('grand'), 0o700));
      });
    });

    describe('a directory', () => {
      beforeEach(() => build());

      it('itself gets another mode, and is removed and made', () =>
        expectNotices(
          at('grand'),
          () => chmodSync(at('grand'), 0o700),
          () => rmSync(at('grand'), { recursive: true }),
          () => mkdirSync(at('grand')),
          () => chmodSync(at('grand'), 0o700),
        ));

      it('is not told of for what happens in it', async () => {
        const notices = new Notices();
        await watcher.watch(at('grand'), notices.notify);
        writeFileSync(at('grand', 'foreign'), '');
        await drain(watcher);
        expect(notices.count).toBe(0);
      });
    });

    describe('a link', () => {
      const point = (target: string, link: string) => {
        symlinkSync(target, at('next'));
        renameSync(at('next'), link);
      };
      beforeEach(() => {
        build('one');
        build('two');
      });

      it('as a parent is switched', () => {
        point('one', at('grand'));
        return expectNotices(
          file(),
          () => writeFileSync(at('one/parent/file'), 'x'),
          () => point(at('two'), at('grand')),
          () => writeFileSync(at('two/parent/file'), 'x'),
          () => renameSync(at('two'), at('three')),
          () => renameSync(at('one'), at('two')),
          () => writeFileSync(at('two/parent/file'), 'y'),
          () => rmSync(at('grand')),
        );
      });

      it('as a parent leads through a second link that is switched', () => {
        point('one', at('middle'));
        point('middle', at('grand'));
        return expectNotices(
          file(),
          () => point('two', at('middle')),
          () => writeFileSync(at('two/parent/file'), 'x'),
        );
      });

      it('at the path itself tells of its target, too', () => {
        symlinkSync('../one/parent/file', at('two/link'));
        return expectNotices(
          at('two/link'),
          () => writeFileSync(at('one/parent/file'), 'x'),
          () => rmSync(at('one'), { recursive: true }),
          () => build('one'),
          () => point('nowhere', at('two/link')),
          () => writeFileSync(at('two/nowhere'), 'x'),
        );
      });

      it('may lead in a circle', () => {
        symlinkSync('b', at('a'));
        return expectNotices(
          at('a'),
          () => symlinkSync('a', at('b')),
          () => rmSync(at('b')),
          () => writeFileSync(at('b'), ''),
        );
      });
    });

    describe('with the scope "entries"', () => {
      beforeEach(() => build());
      const expectNoticesIn = async (path: string, ...steps: (() => void)[]) => {
        const notices = new Notices();
        await watcher.watch(path, notices.notify, { scope: 'entries' });
        for (const step of steps) {
          await drain(watcher);
          const told = notices.beyond(notices.count);
          step();
          await told.catch((cause) => expect.fail(`${cause.message} after ${step}`));
        }
      };

      it('a directory is told of for what is directly in it', () =>
        expectNoticesIn(
          at('grand/parent'),
          () => appendFileSync(file(), 'x'),
          () => chmodSync(file(), 0o600),
          () => writeFileSync(at('grand/parent/new'), ''),
          () => mkdirSync(at('grand/parent/inner')),
          () => renameSync(at('grand/parent/new'), at('grand/parent/renamed')),
          () => rmSync(at('grand/parent/renamed')),
          () => chmodSync(at('grand/parent'), 0o700),
        ));

      it('a directory is told of when it comes, goes and is another', () =>
        expectNoticesIn(
          at('grand/later'),
          () => mkdirSync(at('grand/later')),
          () => writeFileSync(at('grand/later/file'), ''),
          () => rmSync(at('grand'), { recursive: true }),
          () => mkdirSync(at('grand/later'), { recursive: true }),
          () => writeFileSync(at('grand/later/file'), ''),
        ));

      it('a directory is not told of for what happens deeper', async () => {
        const notices = new Notices();
        const watch = await watcher.watch(at('grand'), notices.notify, { scope: 'entries' });
        appendFileSync(file(), 'x');
        await drain(watcher);
        expect(notices.count).toBe(0);
        await watch.close();
        writeFileSync(at('grand/new'), '');
        await drain(watcher);
        expect(notices.count).toBe(0);
      });
    });

    describe.skipIf(process.getuid?.() !== 0)('a mount (only root can)', () => {
      const onTop = (act: () => void) => {
        execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', at('grand')]);
        try {
          act();
        } finally {
          execFileSync('umount', [at('grand')]);
        }
      };
      beforeEach(() => build());

      if (gaps.includes('mounts')) {
        it('over a parent is not told', async () => {
          const notices = new Notices();
          await watcher.watch(file(), notices.notify);
          onTop(() => {});
          await drain(watcher);
          expect(notices.count).toBe(0);
        });
        return;
      }

      it('over a parent is told, and what is on it, and when it goes', async () => {
        const notices = new Notices();
        await watcher.watch(file(), notices.notify);
        const after = async (step: () => void) => {
          const told = notices.beyond(notices.count);
          step();
          await told;
        };
        execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', at('grand')]);
        try {
          await notices.beyond(0);
          await drain(watcher);
          await after(() => build());
          await drain(watcher);
          await after(() => appendFileSync(file(), 'x'));
        } finally {
          await after(() => execFileSync('umount', [at('grand')]));
        }
        await drain(watcher);
        await after(() => appendFileSync(file(), 'x'));
      });
    });

    it('makes no call after close, while another watch on the same path goes on', async () => {
      build();
      const closed = new Notices();
      const open = new Notices();
      const watch = await watcher.watch(file(), closed.notify);
      await watcher.watch(file(), open.notify);
      await watch.close();
      const told = open.beyond(0);
      writeFileSync(file(), 'x');
      await told;
      expect(closed.count).toBe(0);
    });

    it('makes no call after a close within a notice', async () => {
      build();
      let calls = 0;
      const notices = new Notices();
      const first = await watcher.watch(file(), () => both());
      const second = await watcher.watch(file(), () => both());
      const both = () => {
        calls += 1;
        void first.close();
        void second.close();
      };
      await watcher.watch(file(), notices.notify);
      const told = notices.beyond(0);
      chmodSync(file(), 0o600);
      await told;
      expect(calls).toBe(1);
    });

    it('tells the others when a listener throws', async () => {
      build();
      const notices = new Notices();
      await watcher.watch(file(), () => {
        throw new Error('A listener that throws');
      });
      await watcher.watch(file(), notices.notify);
      const told = notices.beyond(0);
      chmodSync(file(), 0o600);
      await told;
    });

    it('tells of the last write of a storm', async () => {
      build();
      const notices = new Notices();
      await watcher.watch(file(), notices.notify);
      const told = notices.until(() => readFileSync(file(), 'utf8') === '2000\n');
      const storm = spawn('sh', [
        '-c',
        'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i > "$0"; done',
        file(),
      ]);
      await told;
      storm.kill();
    });

    it('takes and loses thousands of paths while events arrive', async () => {
      build();
      const kept = new Notices();
      await watcher.watch(file(), kept.notify);
      const script =
        'while :; do for d in "$0"/*; do echo > "$d/f1"; mv "$d" "$d.x"; mv "$d.x" "$d"; done; done';
      for (let i = 0; i < 20; i += 1) mkdirSync(at('many', `${i}`), { recursive: true });
      const storm = spawn('sh', ['-c', script, at('many')], { stdio: 'ignore', detached: true });
      const closed = new Set<number>();
      const late: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const numbers = Array.from({ length: 2_000 }, (_, i) => round * 2_000 + i);
        const watches = await Promise.all(
          numbers.map((i) =>
            watcher.watch(at('many', `${i % 20}`, `f${i % 100}`), () => {
              if (closed.has(i)) late.push(i);
            }),
          ),
        );
        await drain(watcher);
        for (const [i, watch] of watches.entries()) {
          await watch.close();
          closed.add(numbers[i]!);
        }
      }
      // With what the shell has started.
      process.kill(-storm.pid!, 'SIGKILL');
      await new Promise((resolve) => storm.on('close', resolve));
      const told = kept.beyond(kept.count);
      chmodSync(file(), 0o600);
      await told;
      expect(late).toEqual([]);
    });
  });
}
