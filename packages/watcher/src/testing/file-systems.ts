import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

type Mounting = (at: string, scratch: string) => void;

/** A file system of this kind in a file of its own. */
function onLoop(size: number, ...make: [command: string, ...args: string[]]): Mounting {
  return (at, scratch) => {
    const image = join(scratch, 'image');
    writeFileSync(image, '');
    truncateSync(image, size);
    run(...make, image);
    run('mount', '-o', 'loop', image, at);
  };
}

const MiB = 2 ** 20;

/** How to mount one of each kind at a directory. `scratch`: another one, to keep things in. */
export const mountings: Readonly<Record<string, Mounting>> = {
  tmpfs: (at) => run('mount', '-t', 'tmpfs', 'tmpfs', at),
  ext4: onLoop(64 * MiB, 'mkfs.ext4', '-q'),
  xfs: onLoop(320 * MiB, 'mkfs.xfs', '-q'),
  btrfs: onLoop(160 * MiB, 'mkfs.btrfs', '-q'),
  'a subvolume of btrfs'(at, scratch) {
    onLoop(160 * MiB, 'mkfs.btrfs', '-q')(at, scratch);
    run('btrfs', 'subvolume', 'create', join(at, 'sub'));
    run('umount', at);
    run('mount', '-o', 'loop,subvol=sub', join(scratch, 'image'), at);
  },
  overlayfs(at, scratch) {
    run('mount', '-t', 'tmpfs', 'tmpfs', scratch);
    for (const layer of ['lower', 'upper', 'work']) mkdirSync(join(scratch, layer));
    const layers = ['lowerdir=lower', 'upperdir=upper', 'workdir=work'];
    const options = layers.map((layer) => layer.replace('=', `=${scratch}/`)).join();
    run('mount', '-t', 'overlay', 'overlay', '-o', options, at);
  },
  'a bind mount'(at, scratch) {
    run('mount', '--bind', scratch, at);
  },
};

/** Whether this machine has the command that makes one. */
export function canMake(kind: keyof typeof mountings): boolean {
  const [, type] = /(ext4|xfs|btrfs)/.exec(kind) ?? [];
  return type === undefined || spawnSync(`mkfs.${type}`, ['-V']).error === undefined;
}

/** Mounts one for the tests of a suite, and takes it away after them. Gives the place where it is. */
export function mounted(kind: keyof typeof mountings): () => string {
  let top: string;
  const at = () => join(top, 'mounted');
  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'homeostat-mount-'));
    mkdirSync(at());
    mkdirSync(join(top, 'scratch'));
    mountings[kind]!(at(), join(top, 'scratch'));
  });
  afterAll(() => {
    run('umount', at());
    if (kind === 'overlayfs') run('umount', join(top, 'scratch'));
    rmSync(top, { recursive: true });
  });
  return at;
}
