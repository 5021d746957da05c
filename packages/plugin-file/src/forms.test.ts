import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, keep } from './testing/keeper.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const at = temporaryDirectory();
const isRoot = process.getuid?.() === 0;

describe('a symbolic link', () => {
  it('is made, dangling and relative, and led elsewhere', async () => {
    const params = { path: at('l'), symlink: true, source: '../nowhere' };
    expect(await keep(params)).toEqual([
      { property: 'state', from: 'absent', to: 'exists' },
      { property: 'source', to: '../nowhere' },
    ]);
    expect(await keep({ ...params, source: 'other' })).toEqual([
      { property: 'source', from: '../nowhere', to: 'other' },
    ]);
    expect(readlinkSync(at('l'))).toBe('other');
  });

  it('takes the place of what is there only by force', async () => {
    for (const make of [() => writeFileSync(at('l'), 'x'), () => mkdirSync(at('l/d'), { recursive: true })]) {
      make();
      const params = { path: at('l'), symlink: true, source: 'x' };
      await expect(check(params)).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
      await keep({ ...params, force: true });
      expect(readlinkSync(at('l'))).toBe('x');
      await keep({ path: at('l'), symlink: true, state: 'absent' });
    }
  });

  it.skipIf(!isRoot)('has an owner of its own (only root can give it)', async () => {
    writeFileSync(at('target'), '');
    await keep({ path: at('l'), symlink: true, source: 'target', owner: 54321, group: 54322 });
    expect(lstatSync(at('l'))).toMatchObject({ uid: 54321, gid: 54322 });
    expect(lstatSync(at('target')).uid).toBe(0);
    await keep({ path: at('l'), symlink: true, source: 'target', owner: 0 });
    expect(lstatSync(at('target')).uid).toBe(0);
  });

  it('is left alone in the state "undefined" when it is missing', async () => {
    expect(await keep({ path: at('l'), symlink: true, source: 'x', state: 'undefined' })).toEqual([]);
    expect(existsSync(at('l'))).toBe(false);
  });
});

describe('by force', () => {
  it('a file takes the place of a directory, with all that is in it', async () => {
    mkdirSync(at('f/deep'), { recursive: true });
    writeFileSync(at('f/deep/x'), '');
    expect(await keep({ path: at('f'), content: 'x', force: true })).toEqual([
      { property: 'state', from: 'a directory', to: 'a regular file' },
      { property: 'content', to: 'x' },
    ]);
    expect(readFileSync(at('f'), 'utf8')).toBe('x');
  });

  it('a directory takes the place of a file, a link and a pipe', async () => {
    mkdirSync(at('elsewhere/full'), { recursive: true });
    for (const make of [
      () => writeFileSync(at('d'), 'x'),
      () => symlinkSync('elsewhere', at('d')),
      () => execFileSync('mkfifo', [at('d')]),
    ]) {
      make();
      await keep({ path: at('d/'), force: true });
      await keep({ path: at('d/'), state: 'absent' });
    }
    expect(readdirSync(at('elsewhere'))).toEqual(['full']);
  });

  it('a file takes the place of a link, and what it led to stays', async () => {
    writeFileSync(at('target'), 'precious');
    symlinkSync('target', at('f'));
    await keep({ path: at('f'), content: 'x', force: true });
    expect(lstatSync(at('f')).isFile()).toBe(true);
    expect(readFileSync(at('target'), 'utf8')).toBe('precious');
  });

  it('what is of another type is removed', async () => {
    mkdirSync(at('f'));
    await expect(check({ path: at('f'), state: 'absent' })).rejects.toMatchObject({
      code: 'FILE_OTHER_TYPE',
    });
    await keep({ path: at('f'), state: 'absent', force: true });
    writeFileSync(at('d'), '');
    await keep({ path: at('d/'), state: 'absent', force: true });
    expect(readdirSync(at())).toEqual([]);
  });
});

describe('a backup', () => {
  it('keeps what is replaced, and makes way for the next one', async () => {
    const memory = new Map<string, unknown>();
    writeFileSync(at('f'), 'one', { mode: 0o640 });
    chmodSync(at('f'), 0o4750);
    for (const content of ['two', 'three']) await keep({ path: at('f'), content, backup: true }, { memory });
    expect(readFileSync(at('f.bak'), 'utf8')).toBe('two');
    await keep({ path: at('f'), state: 'absent', backup: '.old' });
    expect(readdirSync(at()).sort()).toEqual(['f.bak', 'f.old']);
  });

  it('leaves no set-id bit on what was replaced', async () => {
    writeFileSync(at('f'), 'one');
    chmodSync(at('f'), 0o4755);
    await keep({ path: at('f'), content: 'two', mode: '4755', backup: true });
    expect(lstatSync(at('f.bak')).mode & 0o7777).toBe(0o755);
    expect(lstatSync(at('f')).mode & 0o7777).toBe(0o4755);
  });

  it('never replaces what it did not make, nor what was changed since', async () => {
    const memory = new Map<string, unknown>();
    writeFileSync(at('f'), 'one');
    writeFileSync(at('f.bak'), 'precious');
    const params = { path: at('f'), content: 'two', backup: true };
    await expect(keep(params, { memory })).rejects.toMatchObject({ code: 'BACKUP_TAKEN' });
    expect(readFileSync(at('f'), 'utf8')).toBe('one');
    execFileSync('rm', [at('f.bak')]);
    await keep(params, { memory });
    writeFileSync(at('f.bak'), 'precious too');
    await expect(keep({ ...params, content: 'three' }, { memory })).rejects.toMatchObject({
      code: 'BACKUP_TAKEN',
    });
    expect(readFileSync(at('f.bak'), 'utf8')).toBe('precious too');
  });

  it('of a directory that gives way is the directory itself', async () => {
    mkdirSync(at('f'));
    writeFileSync(at('f/x'), '');
    await keep({ path: at('f'), content: '', force: true, backup: true });
    expect(readdirSync(at('f.bak'))).toEqual(['x']);
  });
});

it('a SELinux context is told of where there is none to be had', async () => {
  writeFileSync(at('f'), '');
  const params = { path: at('f'), selinux: 'system_u:object_r:etc_t:s0' };
  const found = await check(params).catch((problem) => problem);
  // Where labels are to be had, the missing one differs.
  if (Array.isArray(found)) expect(found).toMatchObject([{ property: 'selinux', to: params.selinux }]);
  else expect(found).toMatchObject({ code: 'SELINUX_UNSUPPORTED' });
});

it('a file keeps its other names when nothing of it changes', async () => {
  writeFileSync(at('f'), 'x');
  linkSync(at('f'), at('alias'));
  await keep({ path: at('f'), content: 'x', backup: true });
  expect(lstatSync(at('alias')).nlink).toBe(2);
});
