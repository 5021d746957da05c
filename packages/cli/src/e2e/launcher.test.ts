import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bin } from '../testing/homeostat.ts';

// The launcher with a bundle of a few lines: what it keeps depends on nothing else.
let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'homeostat-launcher-'));
  chmodSync(place, 0o755);
  mkdirSync(join(place, 'bin'));
  mkdirSync(join(place, 'dist'));
  copyFileSync(bin, join(place, 'bin/homeostat.cjs'));
});
afterEach(() => rmSync(place, { recursive: true }));

function bundle(source: string): void {
  writeFileSync(join(place, 'dist/main.cjs'), source);
}

function launch(command: string, options: { uid?: number } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(place, 'bin/homeostat.cjs'), command],
    {
      encoding: 'utf8',
      ...options,
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

function caches(): string[] {
  return readdirSync(join(place, 'dist'))
    .filter((name) => name !== 'main.cjs')
    .map((name) => join(place, 'dist', name));
}

test('what was compiled is kept beside the bundle, once, and used again', () => {
  bundle('process.stdout.write(__filename)');
  const told = launch('run');
  expect(told).toBe(join(place, 'dist/main.cjs'));
  const [cache, ...others] = caches();
  expect(others).toEqual([]);
  expect(cache).toMatch(/\/main\.\d+\.cache$/);
  expect(statSync(cache!).mode & 0o777).toBe(0o644);
  const { ino } = statSync(cache!);
  expect(launch('check')).toBe(told);
  expect(statSync(cache!).ino).toBe(ino);
});

test('what was compiled from another source of the same length is not used', () => {
  bundle('process.stdout.write("one")');
  expect(launch('run')).toBe('one');
  const before = readFileSync(caches()[0]!);
  bundle('process.stdout.write("two")');
  expect(launch('run')).toBe('two');
  expect(readFileSync(caches()[0]!).equals(before)).toBe(false);
  expect(launch('run')).toBe('two');
});

test.each([
  ['cut off', (cache: Buffer) => cache.subarray(0, cache.length / 2)],
  ['empty', () => Buffer.alloc(0)],
  [
    'changed in one byte',
    (cache: Buffer) => cache.map((byte, at) => (at === cache.length - 9 ? byte ^ 1 : byte)),
  ],
])('what is kept is made anew when it is %s', (_, spoil) => {
  bundle('process.stdout.write("right")');
  launch('run');
  const [cache] = caches();
  const whole = readFileSync(cache!);
  writeFileSync(cache!, spoil(readFileSync(cache!)));
  expect(launch('run')).toBe('right');
  expect(readFileSync(cache!).length).toBe(whole.length);
  expect(caches()).toEqual([cache]);
});

test('SIGUSR1 opens no debugger, from before the bundle is read', () => {
  bundle('process.stdout.write(String(process.listenerCount("SIGUSR1")))');
  expect(launch('run')).toBe('1');
});

test('nothing is kept of commands that use little', () => {
  bundle('process.stdout.write("right")');
  expect(launch('--version')).toBe('right');
  expect(caches()).toEqual([]);
});

const nobody = { uid: 65_534 };
const nobodyHasNode = spawnSync(process.execPath, ['--version'], nobody).status === 0;
test.skipIf(!nobodyHasNode)(
  'nothing is kept where it may not be written (skipped when others may not run this Node, or this is not root)',
  () => {
    bundle('process.stdout.write("right")');
    expect(launch('run', nobody)).toBe('right');
    expect(caches()).toEqual([]);
  },
);

// `import()` fails in what was compiled before.
test('only chunks import dynamically, never the part of the bundle that is kept', () => {
  const source = readFileSync(new URL('../../dist/main.cjs', import.meta.url), 'utf8');
  const code = source.replace(/\/\*.*?\*\//gs, '');
  expect(code.match(/[^\w.$]import\(.*/g)).toBeNull();
});
