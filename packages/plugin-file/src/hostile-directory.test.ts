import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  type Stats,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Change } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentChange } from './content-change.ts';
import { Directories } from './disk/directories.ts';
import { replaceFile } from './disk/replace-file.ts';
import { file } from './file.ts';
import { StatCache } from './stat-cache/stat-cache.ts';
import { contextOf, servicesOf } from './testing/context.ts';
import { check, keep, parse } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { TextContent } from './wanted-content.ts';

const isRoot = process.getuid?.() === 0;
const user = 65534;
const untrusted = { code: 'FILE_LINK_UNTRUSTED' };

const apply = async (params: Record<string, unknown>, ...properties: string[]) => {
  const changes = properties.map((property): Change => ({ property, to: '' }));
  await file.apply!(changes, parse(params), contextOf());
};

const openFiles = () => readdirSync('/proc/self/fd').length;

describe.skipIf(!isRoot)("root in a user's directory (only root is led astray)", () => {
  const at = temporaryDirectory();
  let filesBefore: number;

  beforeEach(() => {
    chmodSync(at(), 0o755);
    mkdirSync(at('home'));
    chownSync(at('home'), user, user);
    mkdirSync(at('victim'));
    mkdirSync(at('victim/empty'));
    writeFileSync(at('victim/file'), 'precious', { mode: 0o640 });
    mkdirSync(at('source'));
    writeFileSync(at('source/copied'), '');
    filesBefore = openFiles();
  });
  afterEach(() => expect(openFiles()).toBe(filesBefore));

  const untouched = () => {
    expect(readdirSync(at('victim')).sort()).toEqual(['empty', 'file']);
    expect(readFileSync(at('victim/file'), 'utf8')).toBe('precious');
    expect(statSync(at('victim/file'))).toMatchObject({ uid: 0, mode: 0o100640 });
    expect(statSync(at('victim/empty'))).toMatchObject({ uid: 0, mode: 0o40755 });
    expect(readdirSync(at('victim/empty'))).toEqual([]);
  };

  /** Everything that can be asked of what lies in a directory. */
  const asked = (directory: string): [params: Record<string, unknown>, differing: string[]][] => [
    [{ path: `${directory}/file`, content: 'new' }, ['content']],
    [{ path: `${directory}/file`, mode: '0666' }, ['mode']],
    [{ path: `${directory}/file`, owner: user }, ['owner']],
    [{ path: `${directory}/file`, state: 'absent' }, ['state']],
    [{ path: `${directory}/other` }, ['state']],
    [{ path: `${directory}/other`, content: 'new' }, ['state', 'content']],
    [{ path: `${directory}/other/`, mode: '0700' }, ['state', 'mode']],
    [{ path: `${directory}/empty/`, state: 'absent' }, ['state']],
    [{ path: `${directory}/empty/`, mode: '0777' }, ['mode']],
    [{ path: `${directory}/empty/`, state: 'absent', recurse: true }, ['state']],
    [{ path: `${directory}/empty/sub/`, recurse: true }, ['state']],
    [{ path: `${directory}/empty/`, recurse: true, purge: true, owner: user }, ['purge']],
    [{ path: `${directory}/empty/`, recurse: true, source: at('source/') }, ['source']],
    [{ path: `${directory}/file`, content: 'new', backup: true }, ['content']],
    [{ path: `${directory}/file`, state: 'absent', force: true, backup: true }, ['state']],
    [{ path: `${directory}/link`, symlink: true, source: 'x', owner: user }, ['state', 'source']],
    [{ path: `${directory}/file`, symlink: true, source: 'x', force: true }, ['state', 'source']],
  ];

  const link = (name: string, owner: number, target = at('victim')) => {
    symlinkSync(target, at(name));
    lchownSync(at(name), owner, owner);
  };

  const refused = async (directory: string) => {
    for (const [params, differing] of asked(directory)) {
      await expect(check(params)).rejects.toMatchObject(untrusted);
      await expect(apply(params, ...differing)).rejects.toMatchObject(untrusted);
    }
    await expect(replaceFile(`${directory}/file`, 'new')).rejects.toMatchObject(untrusted);
    for (const taken of [
      { source: `${directory}/file` },
      { fragments: [`${directory}/`, `${directory}/file`] },
    ])
      await expect(check({ path: at('copy'), ...taken })).rejects.toBeDefined();
    untouched();
  };

  it.each([
    ['a user', user],
    ['root', 0],
  ])('does not follow a link of %s', async (_whose, owner) => {
    link('home/app', owner);
    await refused(at('home/app'));
    mkdirSync(at('victim/deep'));
    await expect(check({ path: at('home/app/deep/file') })).rejects.toMatchObject(untrusted);
  });

  it("does not follow a user's link in a directory of root", async () => {
    link('app', user);
    await refused(at('app'));
  });

  it('does not follow its own link in a directory where a group may write', async () => {
    mkdirSync(at('shared'));
    chmodSync(at('shared'), 0o775);
    link('shared/app', 0);
    await refused(at('shared/app'));
  });

  it("does not follow a user's link that its own link leads through", async () => {
    link('home/app', user);
    link('app', 0, 'home/app');
    await refused(at('app'));
  });

  it('tells which link it is, whose, and what to do', async () => {
    link('home/app', user);
    await expect(check({ path: at('home/app/file') })).rejects.toMatchObject({
      message: `On the way to ${at('home/app/file')} is the link ${at('home/app')}, which root does not follow: its owner is ${user}, that of its directory ${user} with the mode 0755`,
      hint: expect.stringContaining('Declare the path that it leads to'),
    });
  });

  it.each(['absolute', 'relative'])('follows its own %s link in its own directory', async (form) => {
    link('app', 0, form === 'absolute' ? at('victim') : './home/../victim/');
    await keep({ path: at('app/file'), content: 'new' });
    await keep({ path: at('app/other/'), mode: '0700' });
    await keep({ path: at('app/empty/'), state: 'absent' });
    expect(readdirSync(at('victim')).sort()).toEqual(['file', 'other']);
    expect(readFileSync(at('victim/file'), 'utf8')).toBe('new');
  });

  it("follows in a directory like /tmp its own link, and neither a user's nor one that a user gave a second name", async () => {
    mkdirSync(at('tmp'));
    chmodSync(at('tmp'), 0o1777);
    link('tmp/of-root', 0);
    expect(await check({ path: at('tmp/of-root/file'), content: 'precious' })).toEqual([]);
    link('tmp/of-user', user);
    await refused(at('tmp/of-user'));
    linkSync(at('tmp/of-root'), at('tmp/second'));
    await refused(at('tmp/second'));
  });

  it('tells of links in a circle', async () => {
    link('one', 0, 'two');
    link('two', 0, 'one');
    await expect(check({ path: at('one/file') })).rejects.toMatchObject({ code: 'FILE_LINK' });
  });

  it('works in no other directory while a user swaps one and a link', async () => {
    mkdirSync(at('home/app'));
    chownSync(at('home/app'), user, user);
    const swapper = spawn(
      process.execPath,
      [
        '-e',
        // Becomes the user by itself: the user may not be able to start this Node.
        `process.setgroups([]); process.setgid(${user}); process.setuid(${user});
         const { renameSync, symlinkSync } = require('node:fs');
         symlinkSync('../victim', 'link');
         let aside = 0;
         // What root has made in the way meanwhile is moved out of it.
         const move = (from, to) => {
           try { renameSync(from, to); } catch { renameSync(to, 'aside' + aside++); renameSync(from, to); }
         };
         for (let times = 0; times < 20_000; times++) {
           try {
             move('app', 'away'); move('link', 'app');
             move('app', 'link'); move('away', 'app');
           } catch {}
         }`,
      ],
      { cwd: at('home'), stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const exited = once(swapper, 'exit');
    let done = 0;
    try {
      while (swapper.exitCode === null && swapper.signalCode === null) {
        await setImmediate();
        for (const [params, differing] of asked(at('home/app'))) {
          await apply(params, ...differing).then(
            () => done++,
            (problem) => expect(problem).toMatchObject({ name: 'Problem' }),
          );
          for (const looking of [
            { path: at('home/app/file'), content: '' },
            { path: at('copy'), source: at('home/app/file') },
            { path: at('copy'), fragments: [at('home/app/')] },
          ]) {
            const seen = await check(looking).catch(() => []);
            expect(JSON.stringify(seen)).not.toContain('precious');
          }
        }
      }
      expect(await exited).toEqual([0, null]);
    } finally {
      swapper.kill();
      await exited;
    }
    expect(done).toBeGreaterThan(0);
    untouched();
  });

  it('removes and purges nothing elsewhere while a user swaps a directory deep in a tree and a link', async () => {
    const swapper = spawn(
      process.execPath,
      [
        '-e',
        `process.setgroups([]); process.setgid(${user}); process.setuid(${user});
         const { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
         for (let times = 0; times < 3_000; times++) {
           try {
             mkdirSync('app/deep/dir', { recursive: true });
             writeFileSync('app/deep/dir/file', '');
             symlinkSync('../../../victim', 'app/deep/link');
             renameSync('app/deep/dir', 'app/deep/away'); renameSync('app/deep/link', 'app/deep/dir');
             renameSync('app/deep/dir', 'app/deep/link'); renameSync('app/deep/away', 'app/deep/dir');
           } catch {}
         }`,
      ],
      { cwd: at('home'), stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const exited = once(swapper, 'exit');
    let done = 0;
    while (swapper.exitCode === null && swapper.signalCode === null) {
      // Our calls are synchronous inside: without a turn of the loop its end would never be heard of.
      await setImmediate();
      for (const [params, differing] of [
        [{ path: at('home/app/deep/'), state: 'absent', recurse: true }, ['state']],
        [{ path: at('home/app/'), recurse: true, purge: true }, ['purge']],
        [{ path: at('home/app/deep/dir'), content: '', force: true }, ['state', 'content']],
      ] as const) {
        await apply(params, ...differing).then(
          () => done++,
          () => {},
        );
      }
    }
    await exited;
    expect(done).toBeGreaterThan(0);
    untouched();
  });

  it('changes no owner and mode through a hard link, and replaces its content', async () => {
    linkSync(at('victim/file'), at('home/file'));
    for (const params of [{ mode: '0666' }, { owner: user }, { group: user }])
      await expect(keep({ path: at('home/file'), ...params })).rejects.toMatchObject({
        code: 'FILE_HARD_LINKED',
        message: expect.stringContaining(at('home/file')),
      });
    untouched();
    await keep({ path: at('home/file'), content: 'new', mode: '0666' });
    await keep({ path: at('home/file'), mode: '0600' });
    untouched();
  });

  it('changes no mode through a hard link in a directory like /tmp, and does so in its own', async () => {
    mkdirSync(at('tmp'));
    chmodSync(at('tmp'), 0o1777);
    linkSync(at('victim/file'), at('tmp/file'));
    await expect(keep({ path: at('tmp/file'), mode: '0666' })).rejects.toMatchObject({
      code: 'FILE_HARD_LINKED',
    });
    untouched();
    await keep({ path: at('victim/file'), mode: '0600' });
  });
});

describe('an ordinary user', () => {
  const at = temporaryDirectory();

  it.skipIf(isRoot)('follows links on the way (root does not follow all)', async () => {
    mkdirSync(at('d'));
    symlinkSync('d', at('link'));
    await keep({ path: at('link/f'), content: 'x' });
    expect(readlinkSync(at('link'))).toBe('d');
    expect(lstatSync(at('d/f')).size).toBe(1);
  });
});

describe('the content of a file that was swapped after the look at it', () => {
  const at = temporaryDirectory();

  const changeAfterSwap = (content: string, swap: () => void) => {
    writeFileSync(at('f'), 'old', { mode: 0o644 });
    const present = lstatSync(at('f'));
    unlinkSync(at('f'));
    swap();
    return changeOf(at('f'), content, present);
  };

  const changeOf = async (path: string, content: string, present: Stats) => {
    const directories = new Directories();
    const cache = await StatCache.of(servicesOf());
    try {
      const params = parse({ path, content });
      return contentChange(params, new TextContent(content), present, directories.place(path), cache);
    } finally {
      directories.close();
    }
  };

  it('is not read when it is large', async () => {
    // 4 GiB of nothing: reading it would be refused, or take its time.
    const swap = () => {
      writeFileSync(at('f'), '');
      truncateSync(at('f'), 2 ** 32);
    };
    expect(await changeAfterSwap('new', swap)).toMatchObject({ from: '4,294,967,296 bytes' });
  });

  it('is secret when not everybody may read it', async () => {
    const swap = () => {
      writeFileSync(at('secret'), 'hunter2', { mode: 0o600 });
      renameSync(at('secret'), at('f'));
    };
    expect(await changeAfterSwap('new', swap)).toMatchObject({ from: 'hunter2', secret: true });
  });

  it.skipIf(process.platform !== 'linux')(
    'is read as far as it is wanted when it tells no size',
    async () => {
      const present = lstatSync('/proc/self/mountinfo');
      expect(present.size).toBe(0);
      expect(await changeOf('/proc/sys/kernel/ostype', 'Linux\n', present)).toBeUndefined();
    },
  );
});
