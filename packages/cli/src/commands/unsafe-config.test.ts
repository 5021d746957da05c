import { spawnSync } from 'node:child_process';
import { chmod, chown, lchown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unsafeConfig } from './unsafe-config.ts';

let place: string;
let file: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'homeostat-unsafe-'));
  await mkdir(join(place, 'a'));
  file = join(place, 'a/site.yaml');
  await writeFile(file, '', { mode: 0o664 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(place, { recursive: true });
});

const asRoot = test.skipIf(process.getuid?.() !== 0);
const reason = async (path = file) => (await unsafeConfig(path))?.message.split(', and ')[1];

test('a config is safe that only its owner or a group may write, also in a sticky directory, and one that is missing', async () => {
  await chmod(place, 0o1777);
  expect([await reason(), await reason(join(place, 'none'))]).toEqual([undefined, undefined]);
});

test('a config is unsafe that everybody may write, also one that is a FIFO', async () => {
  const fifo = join(place, 'fifo');
  spawnSync('mkfifo', [fifo]);
  for (const path of [file, fifo]) {
    await chmod(path, 0o666);
    expect(await reason(path)).toBe('can be written by everybody');
  }
});

test('a config is unsafe when everybody may exchange a directory on the way, that of a link between too', async () => {
  await mkdir(join(place, 'open'));
  await chmod(join(place, 'open'), 0o777);
  await symlink('../a/site.yaml', join(place, 'open/second'));
  await symlink('open/second', join(place, 'first'));
  const open = `lies behind ${join(place, 'open')}, which can be written by everybody`;
  expect(await reason(join(place, 'first'))).toBe(open);
  await chmod(join(place, 'open'), 0o755);
  expect(await reason(join(place, 'first'))).toBeUndefined();
});

test('what leads to itself is left to its reader', async () => {
  await symlink('loop', join(place, 'loop'));
  expect(await reason(join(place, 'loop'))).toBeUndefined();
});

asRoot(
  'a config of somebody else is unsafe, but not of who called sudo (skipped when not root)',
  async () => {
    await chown(file, 12345, 12345);
    expect(await reason()).toBe('belongs to somebody else (uid 12345)');
    vi.stubEnv('SUDO_UID', '12345');
    expect(await reason()).toBeUndefined();
  },
);

asRoot('a config that somebody else may exchange is unsafe (skipped when not root)', async () => {
  const link = join(place, 'link');
  await symlink(file, link);
  await lchown(link, 12345, 12345);
  expect(await reason(link)).toBe('belongs to somebody else (uid 12345)');
  await chown(join(place, 'a'), 12345, 12345);
  expect(await reason()).toBe(`lies behind ${join(place, 'a')}, which belongs to somebody else (uid 12345)`);
});
