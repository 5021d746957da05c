import { chmod, chown, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whoElseMayWrite } from './trusted-file.ts';

const stranger = 4711;

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homeostat-trust-'));
  file = join(directory, 'conf', 'site.ts');
  await mkdir(join(directory, 'conf'), { mode: 0o755 });
  await writeFile(file, '', { mode: 0o644 });
});
afterEach(() => rm(directory, { recursive: true }));

test('a file that only its owner may write, below a directory like /tmp, is trusted', () => {
  expect(whoElseMayWrite(file)).toBeUndefined();
});

test('a file that everyone may write is not', async () => {
  await chmod(file, 0o646);
  expect(whoElseMayWrite(file)).toEqual({ path: file, who: 'everyone' });
});

test('nor one in a directory, however far above, that everyone may write', async () => {
  await chmod(directory, 0o707);
  expect(whoElseMayWrite(file)).toEqual({ path: directory, who: 'everyone' });
  await chmod(directory, 0o1777);
  expect(whoElseMayWrite(file)).toBeUndefined();
});

test('nor one that is reached by a link in such a directory, or leads into one', async () => {
  const way = join(directory, 'open');
  await mkdir(way, { mode: 0o755 });
  await symlink(file, join(way, 'site.ts'));
  expect(whoElseMayWrite(join(way, 'site.ts'))).toBeUndefined();
  await chmod(way, 0o777);
  expect(whoElseMayWrite(join(way, 'site.ts'))).toEqual({ path: way, who: 'everyone' });

  await link(file, join(way, 'hard.ts'));
  const inside = join(directory, 'conf', 'inside.ts');
  await symlink(join(way, 'hard.ts'), inside);
  expect(whoElseMayWrite(inside)).toEqual({ path: way, who: 'everyone' });
});

describe.runIf(process.getuid!() === 0)('as root', () => {
  test('a file, a link or a directory of another user is not trusted', async () => {
    await chown(file, stranger, 0);
    expect(whoElseMayWrite(file)).toEqual({ path: file, who: `the user with the id ${stranger}` });
    await chown(file, 0, 0);
    await chown(join(directory, 'conf'), stranger, stranger);
    expect(whoElseMayWrite(file)?.path).toBe(join(directory, 'conf'));
  });

  test('who called by sudo is trusted', async () => {
    await chown(file, stranger, stranger);
    const { SUDO_UID } = process.env;
    process.env.SUDO_UID = String(stranger);
    try {
      expect(whoElseMayWrite(file)).toBeUndefined();
    } finally {
      if (SUDO_UID === undefined) delete process.env.SUDO_UID;
      else process.env.SUDO_UID = SUDO_UID;
    }
  });

  test('a file that a group may write is trusted when that is the own group of its owner', async () => {
    await chmod(file, 0o664);
    expect(whoElseMayWrite(file)).toBeUndefined();
    await chown(file, 0, stranger);
    expect(whoElseMayWrite(file)).toEqual({ path: file, who: `the group with the id ${stranger}` });
  });
});
