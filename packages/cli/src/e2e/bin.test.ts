import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin, Homeostat } from '../testing/homeostat.ts';

const packageRoot = new URL('../../', import.meta.url);

test('homeostat tells the version of its package', async () => {
  const { version } = JSON.parse(await readFile(new URL('package.json', packageRoot), 'utf8'));
  expect(await new Homeostat('/', ['--version']).ended()).toEqual({
    exitCode: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test('homeostat takes an exception that nobody expected for a bug of its own', () => {
  const oops = `process.on('newListener', (event) => {
    if (event === 'uncaughtException') setImmediate(() => { throw new Error('Oops') });
  })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(oops)}`, bin, '--version'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toMatch(/^This is a bug in homeostat, please report it:\nError: Oops\n {4}at /);
  expect(status).toBe(1);
});

test('homeostat tells in a line that it is not built', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'homeostat-bin-'));
  try {
    mkdirSync(join(directory, 'bin'));
    const launcher = join(directory, 'bin/homeostat.cjs');
    copyFileSync(bin, launcher);
    const { status, stderr } = spawnSync(process.execPath, [launcher], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'homeostat is not built yet: run `npm run build`\n',
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});
