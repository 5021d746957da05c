import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createWatcher } from '@homeostat/watcher';
import { describe, expect, it } from 'vitest';
import { file } from './file.ts';
import { contextOf } from './testing/context.ts';
import { check, keep, parse } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const isRoot = process.getuid?.() === 0;

describe('a file', () => {
  const at = temporaryDirectory();
  const modeOf = (path: string) => lstatSync(path).mode & 0o7777;

  describe('that is missing', () => {
    it('is made empty', async () => {
      expect(await keep({ path: at('f') })).toEqual([{ property: 'state', from: 'absent', to: 'exists' }]);
      expect(readFileSync(at('f'), 'utf8')).toBe('');
      expect(modeOf(at('f'))).toBe(0o644 & ~process.umask());
    });

    it('is made with content and mode', async () => {
      expect(await keep({ path: at('f'), content: 'text', mode: '4664' })).toEqual([
        { property: 'state', from: 'absent', to: 'exists' },
        { property: 'content', to: 'text' },
        { property: 'mode', to: '4664' },
      ]);
      expect(readFileSync(at('f'), 'utf8')).toBe('text');
    });

    it('is made with the mode alone, whatever the umask', async () => {
      await keep({ path: at('f'), mode: '0666' });
      expect(modeOf(at('f'))).toBe(0o666);
    });

    it('stays missing in the state "undefined"', async () => {
      expect(await keep({ path: at('f'), state: 'undefined', content: 'x', mode: '0600' })).toEqual([]);
      expect(existsSync(at('f'))).toBe(false);
    });

    it('can only be made in a directory that is there', async () => {
      const made = keep({ path: at('none/f'), content: '' });
      await expect(made).rejects.toMatchObject({
        code: 'PARENT_MISSING',
        hint: expect.stringContaining(at('none/')),
      });
    });

    it('can not be made below a file', async () => {
      writeFileSync(at('f'), '');
      await expect(keep({ path: at('f/x') })).rejects.toMatchObject({ code: 'PARENT_NOT_DIRECTORY' });
      await expect(keep({ path: at('f/x/') })).rejects.toMatchObject({ code: 'PARENT_NOT_DIRECTORY' });
    });

    it('is not emptied when it came between check and apply', async () => {
      const params = { path: at('f'), mode: '0600' };
      const changes = await check(params);
      writeFileSync(at('f'), 'precious');
      await expect(file.apply!(changes, parse(params), contextOf())).rejects.toMatchObject({
        code: 'FILE_CONTESTED',
      });
      expect(readFileSync(at('f'), 'utf8')).toBe('precious');
    });

    it('with a name that is too long is told of', async () => {
      await expect(keep({ path: at('x'.repeat(300)) })).rejects.toMatchObject({ code: 'NAME_TOO_LONG' });
    });
  });

  describe('that is there', () => {
    it('is left alone when nothing is declared of it', async () => {
      writeFileSync(at('f'), 'text');
      expect(await keep({ path: at('f') })).toEqual([]);
    });

    it.each(['exists', 'undefined'])(
      'gets its content and keeps its mode in the state "%s"',
      async (state) => {
        writeFileSync(at('f'), 'old');
        chmodSync(at('f'), 0o606);
        expect(await keep({ path: at('f'), state, content: 'new' })).toEqual([
          { property: 'content', from: 'old', to: 'new' },
        ]);
        expect(modeOf(at('f'))).toBe(0o606);
      },
    );

    it.each(['0600', '0000', '4755', '2755', '1644', '7777'])('gets the mode %s', async (mode) => {
      writeFileSync(at('f'), 'text');
      chmodSync(at('f'), 0o666);
      expect(await keep({ path: at('f'), mode })).toEqual([{ property: 'mode', from: '0666', to: mode }]);
    });

    it.skipIf(!isRoot)('gets owner and group, and keeps its set-id bits (only root can)', async () => {
      writeFileSync(at('f'), 'text');
      chmodSync(at('f'), 0o6755);
      expect(await keep({ path: at('f'), mode: '6755', owner: 'daemon', group: 4321 })).toEqual([
        { property: 'owner', from: 'root', to: 'daemon' },
        { property: 'group', from: 'root', to: '4321' },
      ]);
      expect(statSync(at('f'))).toMatchObject({ uid: 1, gid: 4321 });
    });

    it.skipIf(isRoot)('can not be given away (root may)', async () => {
      writeFileSync(at('f'), '');
      await expect(keep({ path: at('f'), owner: 'root' })).rejects.toMatchObject({ code: 'FILE_DENIED' });
    });

    it.each([
      ['owner', 'USER_UNKNOWN'],
      ['group', 'GROUP_UNKNOWN'],
    ])('with an unknown %s is told of by its check, there or not', async (property, code) => {
      const params = { path: at('f'), [property]: 'homeostat-nobody' };
      await expect(check(params)).rejects.toMatchObject({
        code,
        message: expect.stringContaining('homeostat-nobody'),
      });
      writeFileSync(at('f'), '');
      await expect(check(params)).rejects.toMatchObject({ code });
    });

    it('is removed', async () => {
      writeFileSync(at('f'), '');
      expect(await keep({ path: at('f'), state: 'absent' })).toEqual([
        { property: 'state', from: 'exists', to: 'absent' },
      ]);
      expect(existsSync(at('f'))).toBe(false);
    });

    it.skipIf(isRoot)(
      'and may not be read by its owner is replaced, and made readable (root may)',
      async () => {
        writeFileSync(at('f'), 'x');
        chmodSync(at('f'), 0);
        const changes = await keep({ path: at('f'), content: 'y', mode: '0600' });
        expect(changes).toMatchObject([{ property: 'content' }, { property: 'mode' }]);
        expect(readFileSync(at('f'), 'utf8')).toBe('y');
      },
    );
  });

  describe('whose content differs', () => {
    it('is described, not shown, when it is binary', async () => {
      writeFileSync(at('f'), Buffer.of(0, 1, 255));
      expect(await keep({ path: at('f'), content: 'text' })).toEqual([
        {
          property: 'content',
          from: expect.stringMatching(/^binary, 3 bytes, sha256:[0-9a-f]{8}$/),
          to: expect.stringMatching(/^text, 4 bytes, sha256:[0-9a-f]{8}$/),
        },
      ]);
    });

    it('is described when it is long', async () => {
      writeFileSync(at('f'), 'x'.repeat(70_000));
      expect(await keep({ path: at('f'), content: 'text' })).toMatchObject([{ from: '70,000 bytes' }]);
      expect(await keep({ path: at('f'), content: 'y'.repeat(70_000) })).toMatchObject([
        { from: expect.stringMatching(/^text, 4 bytes/), to: expect.stringMatching(/^text, 70,000 bytes/) },
      ]);
    });

    it('at the same size is seen', async () => {
      writeFileSync(at('f'), 'aaa');
      expect(await keep({ path: at('f'), content: 'aab' })).toHaveLength(1);
    });

    it('is secret when not everybody may read it', async () => {
      expect(await keep({ path: at('f'), content: 'key', mode: '0640' })).toContainEqual({
        property: 'content',
        to: 'key',
        secret: true,
      });
      expect(await check({ path: at('f'), content: 'new' })).toMatchObject([{ secret: true }]);
      expect(await check({ path: at('f'), content: 'new', mode: '0644' })).toContainEqual({
        property: 'content',
        from: 'key',
        to: 'new',
        secret: true,
      });
    });
  });

  describe('with a trailing slash', () => {
    it.each(['0755', '0700', '1777', '2775'])('is a directory, made with the mode %s', async (mode) => {
      expect(await keep({ path: at('d/'), mode })).toEqual([
        { property: 'state', from: 'absent', to: 'exists' },
        { property: 'mode', to: mode },
      ]);
      expect(statSync(at('d')).isDirectory()).toBe(true);
      expect(await check({ path: at('d/'), mode })).toEqual([]);
    });

    it('is made as the umask has it', async () => {
      await keep({ path: at('d/') });
      expect(modeOf(at('d'))).toBe(0o755 & ~process.umask());
    });

    it('gets another mode', async () => {
      mkdirSync(at('d'), 0o700);
      expect(await keep({ path: at('d/'), mode: '3755' })).toEqual([
        { property: 'mode', from: '0700', to: '3755' },
      ]);
    });

    it('is removed when it is empty, else not', async () => {
      mkdirSync(at('d/e'), { recursive: true });
      const params = { path: at('d/'), state: 'absent' };
      await expect(keep(params)).rejects.toMatchObject({ code: 'DIRECTORY_NOT_EMPTY' });
      await keep({ path: at('d/e/'), state: 'absent' });
      await keep(params);
      expect(readdirSync(at())).toEqual([]);
    });
  });

  describe('in whose place something of another type is', () => {
    const declared = (path: string, ...more: Record<string, unknown>[]) => [
      { path },
      { path, content: 'new' },
      { path, mode: '0600' },
      { path, state: 'undefined' },
      ...more,
    ];

    it('is told of and left alone: a directory', async () => {
      mkdirSync(at('f'));
      for (const params of declared(at('f'), { path: at('f'), state: 'absent' }))
        await expect(keep(params)).rejects.toMatchObject({
          code: 'FILE_OTHER_TYPE',
          message: `${at('f')} is to be a regular file, and a directory is there`,
        });
    });

    it('is told of and left alone: a link to a file', async () => {
      writeFileSync(at('target'), 'old');
      chmodSync(at('target'), 0o644);
      symlinkSync('target', at('f'));
      for (const params of declared(at('f')))
        await expect(keep(params)).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
      expect(readlinkSync(at('f'))).toBe('target');
      expect(readFileSync(at('target'), 'utf8')).toBe('old');
      expect(modeOf(at('target'))).toBe(0o644);
    });

    it('is told of and left alone: a named pipe', async () => {
      execFileSync('mkfifo', [at('f')]);
      for (const params of declared(at('f'), { path: at('f'), state: 'absent' }))
        await expect(keep(params)).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
    });

    it('is told of and left alone: a file or a link for a directory', async () => {
      writeFileSync(at('f'), '');
      symlinkSync('.', at('l'));
      for (const path of [at('f/'), at('l/')])
        for (const params of [{ path }, { path, mode: '0700' }, { path, state: 'absent' }])
          await expect(keep(params)).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
    });

    it('is taken away when it is a link and is to be absent, and what it leads to stays', async () => {
      writeFileSync(at('target'), '');
      symlinkSync('target', at('f'));
      await keep({ path: at('f'), state: 'absent' });
      expect(readdirSync(at())).toEqual(['target']);
    });

    it('is not followed when a link came between check and apply', async () => {
      writeFileSync(at('target'), 'old');
      chmodSync(at('target'), 0o644);
      for (const params of [
        { path: at('f'), mode: '0666', content: 'new' },
        { path: at('f'), mode: '0666' },
      ]) {
        writeFileSync(at('f'), 'old');
        const changes = await check(params);
        execFileSync('ln', ['-sf', 'target', at('f')]);
        const applied = Promise.resolve(file.apply!(changes, parse(params), contextOf()));
        await expect(applied).rejects.toMatchObject({
          code: expect.stringMatching(/^FILE_(OTHER_TYPE|LINK)$/),
        });
        execFileSync('rm', [at('f')]);
      }
      expect(readFileSync(at('target'), 'utf8')).toBe('old');
      expect(modeOf(at('target'))).toBe(0o644);
    });
  });

  it.each([
    ['a file', ''],
    ['a directory', '/'],
  ])('is watched: %s', async (_what, slash) => {
    const watcher = createWatcher({ sweepMs: 0 });
    const path = `${at('watched')}${slash}`;
    let told = () => {};
    const watch = await file.watch!(parse({ path }), () => told(), contextOf({ watcher }));
    for (const mode of ['0700', '0750']) {
      const notice = new Promise<void>((resolve) => {
        told = resolve;
      });
      await keep({ path, mode });
      await notice;
    }
    await watch!.close();
    await watcher.close();
  });
});
