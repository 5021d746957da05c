import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { replaceFile } from './replace-file.ts';

const isRoot = process.getuid?.() === 0;

describe('replaceFile', () => {
  const at = temporaryDirectory();
  const modeOf = (path: string) => statSync(path).mode & 0o7777;

  it('makes a file as the umask has it', async () => {
    await replaceFile(at('file'), 'text');
    expect(readFileSync(at('file'), 'utf8')).toBe('text');
    expect(modeOf(at('file'))).toBe(0o644 & ~process.umask());
  });

  it('sets the mode that is asked for, whatever the umask', async () => {
    await replaceFile(at('file'), Buffer.of(0, 255), { mode: 0o4666 });
    expect(modeOf(at('file'))).toBe(0o4666);
    expect(readFileSync(at('file'))).toEqual(Buffer.of(0, 255));
  });

  it('keeps the permissions of the file that is there, but no set-id bit', async () => {
    writeFileSync(at('file'), 'old');
    chmodSync(at('file'), 0o2604);
    await replaceFile(at('file'), 'new', { mode: undefined });
    expect(modeOf(at('file'))).toBe(0o604);
  });

  it.skipIf(!isRoot)('keeps the owner, or sets the one that is asked for (only root can)', async () => {
    writeFileSync(at('file'), 'old');
    chownSync(at('file'), 12, 34);
    await replaceFile(at('file'), 'new');
    expect(statSync(at('file'))).toMatchObject({ uid: 12, gid: 34 });
    await replaceFile(at('file'), 'newer', { uid: 56, mode: 0o4755 });
    expect(statSync(at('file'))).toMatchObject({ uid: 56, gid: 34 });
    expect(modeOf(at('file'))).toBe(0o4755);
  });

  it('never opens the content to more than the mode that is asked for', async () => {
    // Another process looks as often as it can.
    const onlooker = spawn(process.execPath, ['-e', look], { cwd: at(), stdio: ['pipe', 'pipe', 'inherit'] });
    const told = onlooker.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
    await told.next();
    await replaceFile(at('secret'), 'x'.repeat(30_000_000), { mode: 0o640 });
    onlooker.stdin.end();
    const seen: Record<'secret' | 'temporary', number[]> = JSON.parse((await told.next()).value as string);
    expect(seen.temporary).toContain(0o600);
    expect(seen.temporary.filter((mode) => mode !== 0o600 && mode !== 0o640)).toEqual([]);
    expect(seen.secret.filter((mode) => mode !== 0o640)).toEqual([]);
  });

  it('leaves other hard links with the old content', async () => {
    writeFileSync(at('file'), 'old');
    linkSync(at('file'), at('alias'));
    await replaceFile(at('file'), 'new');
    expect(readFileSync(at('alias'), 'utf8')).toBe('old');
  });

  it('shows a reader who has the file open the old content to its end', async () => {
    writeFileSync(at('file'), 'old');
    const reader = await open(at('file'));
    await replaceFile(at('file'), 'new');
    expect(await reader.readFile('utf8')).toBe('old');
    await reader.close();
  });

  it('refuses a link and leaves what it leads to', async () => {
    writeFileSync(at('target'), 'old');
    symlinkSync('target', at('link'));
    await expect(replaceFile(at('link'), 'new')).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
    expect(readFileSync(at('target'), 'utf8')).toBe('old');
  });

  it('refuses a directory', async () => {
    await expect(replaceFile(at(), 'new')).rejects.toMatchObject({ code: 'FILE_OTHER_TYPE' });
  });

  it('tells of a missing parent', async () => {
    await expect(replaceFile(at('none/file'), '')).rejects.toMatchObject({
      code: 'PARENT_MISSING',
      message: expect.stringContaining(at('none')),
    });
  });

  it.skipIf(isRoot)('leaves nothing behind when it may not give the file away (root may)', async () => {
    await expect(replaceFile(at('file'), 'new', { uid: 0 })).rejects.toMatchObject({ code: 'FILE_DENIED' });
    expect(readdirSync(at())).toEqual([]);
  });

  it.skipIf(!canMount())('keeps the old file when the disk is full (only root can mount)', async () => {
    mkdirSync(at('small'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at('small')]);
    try {
      await replaceFile(at('small', 'file'), 'old');
      await expect(replaceFile(at('small', 'file'), 'x'.repeat(200_000))).rejects.toMatchObject({
        code: 'DISK_FULL',
      });
      expect(readFileSync(at('small', 'file'), 'utf8')).toBe('old');
      expect(readdirSync(at('small'))).toEqual(['file']);
    } finally {
      execFileSync('umount', [at('small')]);
    }
  });

  it.skipIf(!canMount())('tells of a file that is mounted by itself (only root can mount)', async () => {
    writeFileSync(at('file'), 'old');
    writeFileSync(at('other'), 'other');
    execFileSync('mount', ['--bind', at('other'), at('file')]);
    try {
      await expect(replaceFile(at('file'), 'new')).rejects.toMatchObject({ code: 'FILE_BUSY' });
      expect(readdirSync(at()).sort()).toEqual(['file', 'other']);
    } finally {
      execFileSync('umount', [at('file')]);
    }
  });
});

/** Tells that it looks, and at the end of its input the modes that it saw. */
const look = `
  const { lstatSync, readdirSync } = require('node:fs');
  const seen = { secret: [], temporary: [] };
  let done = false;
  process.stdin.resume().on('end', () => { done = true; });
  process.stdout.write('looking');
  const turn = () => {
    for (let times = 0; times < 50; times++) {
      for (const name of readdirSync('.')) {
        const found = lstatSync(name, { throwIfNoEntry: false });
        const modes = seen[name === 'secret' ? 'secret' : 'temporary'];
        if (found && !modes.includes(found.mode & 0o7777)) modes.push(found.mode & 0o7777);
      }
    }
    if (done) process.stdout.write(JSON.stringify(seen));
    else setImmediate(turn);
  };
  turn();
`;

/** Root of a container may not. */
function canMount(): boolean {
  if (!isRoot) return false;
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
