import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { file } from '../file.ts';
import { contextOf } from '../testing/context.ts';
import { check, keep, parse } from '../testing/keeper.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const at = temporaryDirectory();
const modeOf = (path: string) => lstatSync(path).mode & 0o7777;
const list = (path: string) => readdirSync(path, { recursive: true }).sort();

const lay = (...files: string[]) => {
  for (const file of files) {
    if (file.endsWith('/')) mkdirSync(at(file), { recursive: true });
    else {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), file);
    }
  }
};

describe('recurse', () => {
  it('makes the directories on the way, and gives the mode to the declared one alone', async () => {
    await keep({ path: at('a/b/c/'), mode: '0700', recurse: true });
    expect(modeOf(at('a/b/c'))).toBe(0o700);
    expect(modeOf(at('a/b'))).toBe(0o755 & ~process.umask());
  });

  it('makes none on the way to a directory that went away between check and apply', async () => {
    const params = parse({ path: at('a/b/'), recurse: true, purge: true, mode: '0700' });
    const applied = file.apply!([{ property: 'purge', from: 'x\n', to: '' }], params, contextOf());
    await expect(applied).rejects.toMatchObject({ code: 'PARENT_MISSING' });
    expect(readdirSync(at())).toEqual([]);
  });

  it('removes a directory with all that is in it, and follows no link out of it', async () => {
    lay('d/a/b/c', 'd/x', 'precious/y');
    symlinkSync('../precious', at('d/link'));
    await expect(keep({ path: at('d/'), state: 'absent' })).rejects.toMatchObject({
      code: 'DIRECTORY_NOT_EMPTY',
    });
    await keep({ path: at('d/'), state: 'absent', recurse: true });
    expect(list(at())).toEqual(['precious', 'precious/y']);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'removes nothing that is mounted in it (only root can mount)',
    async () => {
      lay('d/m/', 'precious/y');
      execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', at('d/m')]);
      try {
        writeFileSync(at('d/m/y'), '');
        await expect(keep({ path: at('d/'), state: 'absent', recurse: true })).rejects.toMatchObject({
          code: 'FILE_BUSY',
        });
        expect(existsSync(at('d/m/y'))).toBe(true);
      } finally {
        execFileSync('umount', [at('d/m')]);
      }
    },
  );
});

describe('purge', () => {
  const params = () => ({ path: at('d/'), recurse: true, purge: true });

  it('tells exactly what it removes: all that nobody declares', async () => {
    lay('d/mine', 'd/gone', 'd/sub/mine', 'd/sub/gone', 'd/rest/a/b', 'd/kept/anything');
    symlinkSync('/etc', at('d/link'));
    const declared = [at('d/'), at('d/mine'), at('d/sub/mine'), at('d/kept/'), at('elsewhere')];
    const before = list(at('d'));
    const changes = await check(params(), { declared });
    expect(changes).toEqual([{ property: 'purge', from: 'gone\nlink\nrest/\nsub/gone\n', to: '' }]);
    expect(list(at('d'))).toEqual(before);
    await keep(params(), { declared });
    expect(list(at('d'))).toEqual(['kept', 'kept/anything', 'mine', 'sub', 'sub/mine']);
    expect(existsSync('/etc/passwd')).toBe(true);
  });

  it('finds nothing to do in a directory where all is declared, or that is empty', async () => {
    lay('d/mine');
    expect(await check(params(), { declared: [at('d/mine')] })).toEqual([]);
    lay('d/');
    expect(await check({ ...params(), path: at('empty/') })).toEqual([
      { property: 'state', from: 'absent', to: 'exists' },
    ]);
  });

  it('leaves alone what is being written', async () => {
    lay('d/');
    const name = `.homeostat-${process.pid}-${'a'.repeat(36)}`;
    writeFileSync(at('d', name), '');
    expect(await check(params())).toEqual([]);
  });
});

describe('a source directory', () => {
  const params = () => ({ path: at('d/'), source: at('s/'), recurse: true });

  it('is copied: contents, links, and the modes of what is new', async () => {
    lay('s/a', 's/sub/b', 's/empty/');
    chmodSync(at('s/a'), 0o750);
    chmodSync(at('s/sub'), 0o711);
    symlinkSync('../nowhere', at('s/link'));
    const changes = await keep(params());
    expect(changes).toEqual([
      { property: 'state', from: 'absent', to: 'exists' },
      {
        property: 'source',
        from: '',
        to: 'a: a regular file\nempty: a directory\nlink: a link\nsub: a directory\nsub/b: a regular file\n',
      },
    ]);
    expect(list(at('d'))).toEqual(['a', 'empty', 'link', 'sub', 'sub/b']);
    expect(readFileSync(at('d/sub/b'), 'utf8')).toBe('s/sub/b');
    expect(readlinkSync(at('d/link'))).toBe('../nowhere');
    expect([modeOf(at('d/a')), modeOf(at('d/sub'))]).toEqual([0o750, 0o711]);
  });

  it('is followed, and what is only in the copy stays', async () => {
    lay('s/a', 's/b', 'd/own');
    await keep(params());
    writeFileSync(at('s/a'), 'new');
    expect(await keep(params())).toEqual([
      { property: 'source', from: 'a: a regular file that differs\n', to: 'a: a regular file\n' },
    ]);
    expect(list(at('d'))).toEqual(['a', 'b', 'own']);
  });

  it('with purge is all there is', async () => {
    lay('s/sub/a', 'd/own', 'd/sub/own');
    const changes = await keep({ ...params(), purge: true });
    expect(changes).toContainEqual({ property: 'purge', from: 'own\nsub/own\n', to: '' });
    expect(list(at('d'))).toEqual(['sub', 'sub/a']);
  });

  it('leaves what another resource keeps to it', async () => {
    lay('s/a', 's/b', 'd/a');
    await keep(params(), { declared: [at('d/a')] });
    expect(readFileSync(at('d/a'), 'utf8')).toBe('d/a');
  });

  it('replaces what is of another type only by force', async () => {
    lay('s/a', 's/b/', 'd/a/full', 'd/b');
    await expect(check(params())).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
    await keep({ ...params(), force: true });
    expect(lstatSync(at('d/a')).isFile() && lstatSync(at('d/b')).isDirectory()).toBe(true);
  });

  it('is told of when it holds a pipe, or is missing', async () => {
    await expect(check(params())).rejects.toThrow(at('s'));
    lay('s/');
    execFileSync('mkfifo', [at('s/pipe')]);
    await expect(check(params())).rejects.toMatchObject({ code: 'SOURCE_SPECIAL' });
  });
});
