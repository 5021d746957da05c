import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Services, WATCHER, type Watcher } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repoParams } from './params.ts';
import { Places } from './places.ts';
import { watch } from './watch.ts';

let root: string;
let notices: number;
let watched: Map<string, () => void>;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'repo-'));
  notices = 0;
  watched = new Map();
  mkdirSync(join(root, 'var/lib/apt/lists/partial'), { recursive: true });
  const places = new Places(root);
  const params = repoParams.parse({
    name: 'r',
    uris: ['https://a.example/debian'],
    suites: ['./'],
    keyFile: join(root, 'key'),
  });
  const tell = () => {
    notices += 1;
  };
  await watch(params, tell, places, services);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Tells when it is told to. */
const watcher: Watcher = {
  watch(path, notify) {
    watched.set(path, notify);
    return { close: () => void watched.delete(path) };
  },
};
const services = { get: (token: symbol) => (token === WATCHER ? watcher : undefined) } as Services;

function written(path: string, text: string): number {
  writeFileSync(join(root, path), text);
  for (const tell of watched.values()) tell();
  return notices;
}

const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBA==\n-----END PGP PUBLIC KEY BLOCK-----\n';

test('what a fetch that failed has touched is no news; its own lists, its file and its key are', () => {
  const lists = 'var/lib/apt/lists';
  expect(written(`${lists}/lock`, '')).toBe(0);
  expect(written(`${lists}/partial/a.example_debian_._InRelease`, '')).toBe(0);
  expect(written(`${lists}/b.example_InRelease`, '')).toBe(0);
  expect(written('key', key)).toBe(1);
  expect(written(`${lists}/a.example_debian_._InRelease`, '')).toBe(2);
  mkdirSync(join(root, 'etc/apt/sources.list.d'), { recursive: true });
  expect(written('etc/apt/sources.list.d/r.sources', 'Types: deb\n')).toBe(3);
  expect(written('key', key.replace('mQ', 'xQ'))).toBe(4);
  expect(written('key', key.replace('mQ', 'xQ'))).toBe(4);
});
