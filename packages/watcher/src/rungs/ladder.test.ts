import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Problem } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWatcher, type WatcherOptions } from '../create-watcher.ts';
import { Notices } from '../testing/notices.ts';
import { type NativePart, native, type OnBatch } from './native.ts';

const isRoot = process.getuid?.() === 0;

describe('The ladder', () => {
  let top: string;
  let warnings: Problem[];
  let watcher: ReturnType<typeof createWatcher>;
  const at = (...names: string[]) => join(top, ...names);
  const make = (options: WatcherOptions) => {
    watcher = createWatcher({
      sweepMs: 0,
      pollMs: 0,
      onWarning: (problem) => warnings.push(problem),
      ...options,
    });
    return watcher;
  };
  const footingOf = (path: string) => watcher.footings().find(({ mountPoint }) => mountPoint === path);

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'homeostat-ladder-'));
    warnings = [];
  });
  afterEach(async () => {
    await watcher.close();
    rmSync(top, { recursive: true });
  });

  it.skipIf(!isRoot)(
    'marks few directories one by one and many as a whole, and loses nothing in between',
    async () => {
      make({ mostInodeMarks: 8 });
      const notices = new Notices();
      await watcher.watch(at('first'), notices.notify);
      const before = watcher.footings().map(({ rung }) => rung);
      for (let index = 0; index < 20; index += 1) {
        mkdirSync(at(`d${index}`));
        const told = notices.beyond(notices.count);
        writeFileSync(at('first'), `${index}`);
        await watcher.watch(at(`d${index}`, 'file'), notices.notify);
        await told;
      }
      expect(before).toEqual(['inode-marks']);
      expect(watcher.footings().map(({ rung }) => rung)).toEqual(['filesystem-mark']);
      for (let index = 0; index < 20; index += 1) {
        const told = notices.beyond(notices.count);
        writeFileSync(at(`d${index}`, 'file'), '');
        await told;
      }
    },
  );

  it('tells everything when events were lost', async () => {
    make({ unlimitedQueue: false });
    const notices = new Notices();
    mkdirSync(at('noisy'));
    writeFileSync(at('quiet'), '');
    // Each is another event: the kernel merges only what is alike.
    const many = Array.from({ length: 17_000 }, (_, index) => at('noisy', `${index}`));
    await watcher.watch(many[0]!, () => {});
    await watcher.watch(at('quiet'), notices.notify);
    const told = notices.beyond(0);
    for (const path of many) writeFileSync(path, '');
    await told;
  });

  it('steps down when fanotify fails while it runs, tells everything, and goes on', async () => {
    const batches: OnBatch[] = [];
    class Group extends native!.Group {
      constructor(onBatch: OnBatch, options: { unlimited: boolean; mostInodeMarks: number }) {
        super(onBatch, options);
        batches.push(onBatch);
      }
    }
    make({ native: { ...native!, Group } as NativePart });
    const notices = new Notices();
    await watcher.watch(at('file'), notices.notify);
    const told = notices.beyond(0);
    batches[0]!(new Uint32Array(0), [], false, Object.assign(new Error('gone'), { code: 'EBADF' }));
    await told;
    expect(warnings.map(({ code }) => code)).toEqual(['WATCH_DEGRADED']);
    expect(watcher.footings()).toMatchObject([{ rung: 'fs-watch', reason: 'fanotify has failed (EBADF)' }]);
    const again = notices.beyond(notices.count);
    writeFileSync(at('file'), '');
    await again;
  });

  it('watches nothing that a listener closed while everything was told', async () => {
    let failed!: OnBatch;
    class Group extends native!.Group {
      constructor(onBatch: OnBatch, options: { unlimited: boolean; mostInodeMarks: number }) {
        super(onBatch, options);
        failed = onBatch;
      }
    }
    const open = new Set<string>();
    make({
      native: { ...native!, Group } as NativePart,
      watchDirectory(path) {
        open.add(path);
        return { close: () => open.delete(path) };
      },
    });
    mkdirSync(at('a'));
    const watches = [await watcher.watch(at('a/file'), () => {})];
    for (const name of ['0', 'b/file'])
      watches.push(
        await watcher.watch(at(name), () => {
          for (const watch of watches) void watch.close();
        }),
      );
    failed(new Uint32Array(0), [], false, new Error('gone'));
    expect([...open]).toEqual([]);
  });

  it('says why there is no fanotify', async () => {
    class Group {
      constructor() {
        throw Object.assign(new Error('refused'), { code: 'ENOSYS' });
      }
    }
    make({ native: { ...native!, Group } as unknown as NativePart });
    await watcher.watch(at('file'), () => {});
    expect(watcher.footings()).toMatchObject([
      { rung: 'fs-watch', reason: 'the kernel refuses fanotify (ENOSYS)' },
    ]);
    await watcher.close();
    make({ native: null });
    await watcher.watch(at('file'), () => {});
    expect(watcher.footings()).toMatchObject([
      { rung: 'fs-watch', reason: 'this build has no native part for this machine' },
    ]);
  });

  it('looks at what the kernel changes by itself, and hears there what programs write', async () => {
    make({});
    const notices = new Notices();
    const path = '/proc/self/comm';
    await watcher.watch(`${realpathSync('/proc/self')}/comm`, notices.notify);
    expect(footingOf('/proc')).toMatchObject({ type: 'proc', rung: 'poll' });
    const told = notices.beyond(0);
    writeFileSync(path, readFileSync(path));
    await told;
  });

  it('counts what this process did itself apart, and tells it all the same', async () => {
    make({ mostInodeMarks: 1_000 });
    const notices = new Notices();
    await watcher.watch(at('file'), notices.notify);
    const ownTold = notices.beyond(0);
    appendFileSync(at('file'), 'x');
    await ownTold;
    const { own } = watcher.stats();
    expect(own).toBeGreaterThan(0);
    const foreignTold = notices.beyond(notices.count);
    spawnSync('sh', ['-c', 'echo >> "$0"', at('file')]);
    await foreignTold;
    expect(watcher.stats().own).toBe(own);
    expect(watcher.stats().matched).toBeGreaterThan(own);
  });
});

describe('The native part', () => {
  let top: string;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'homeostat-native-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it.skipIf(!isRoot)(
    'marks directories one by one for who may not mark a file system (only root can become another)',
    () => {
      chmodSync(top, 0o755);
      writeFileSync(join(top, 'file'), '');
      chmodSync(join(top, 'file'), 0o666);
      const program = `
        const { createRequire } = require('node:module');
        const native = createRequire(${JSON.stringify(import.meta.filename)})('@homeostat/watcher/native');
        const [, top] = process.argv;
        const alive = setTimeout(() => {}, 10_000);
        const group = new native.Group((pairs) => {
          console.log(group.markOf(0), [...pairs].join());
          group.close();
          clearTimeout(alive);
        }, { unlimited: true, mostInodeMarks: 0 });
        group.bind(0, top, false);
        group.addName(0, 'file', 7);
        require('node:fs').appendFileSync(top + '/file', 'x');
      `;
      const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
      const { stdout, stderr } = spawnSync('setpriv', [...nobody, process.execPath, '-e', program, top], {
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toBe('EPERM 7,0\n');
    },
  );

  it('ends with its worker thread', async () => {
    const program = `
      const { createRequire } = require('node:module');
      const { workerData } = require('node:worker_threads');
      const native = createRequire(workerData.from)('@homeostat/watcher/native');
      for (let round = 0; round < 20; round += 1) {
        const group = new native.Group(() => {}, { unlimited: true, mostInodeMarks: 0 });
        group.bind(0, workerData.top, true);
        native.watchMounts(() => {});
      }
      require('node:fs').writeFileSync(workerData.top + '/file', '');
      process.exit(0);
    `;
    for (let round = 0; round < 5; round += 1) {
      const worker = new Worker(program, { eval: true, workerData: { from: import.meta.filename, top } });
      const code = await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
      expect(code).toBe(0);
    }
  });
});
