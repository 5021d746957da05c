import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceToken, serviceToken, WATCHER } from '@homeostat/resource';
import { type Place, testResource } from '@homeostat/resource-testing';
import { createWatcher } from '@homeostat/watcher';
import { afterAll, expect } from 'vitest';
import { putFile } from './put-file.ts';
import { repoBelow } from './repo.ts';

const ROOT: ServiceToken<{ dir: string }> = serviceToken('root of a test');

const skip = !existsSync('/usr/bin/apt-get') && 'needs apt-get';

const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBA==\n-----END PGP PUBLIC KEY BLOCK-----\n';

/** Outside of the place of a case, so that what is declared is the same in each. */
const repository = mkdtempSync(join(tmpdir(), 'repository-'));
afterAll(() => rmSync(repository, { recursive: true }));
// Apt fetches as a user of its own.
chmodSync(repository, 0o755);
const packages = 'Package: x\nVersion: 1\nArchitecture: all\nFilename: x.deb\nSize: 1\n\n';
const sum = createHash('sha256').update(packages).digest('hex');
writeFileSync(`${repository}/Packages`, packages);
writeFileSync(
  `${repository}/Release`,
  `Date: Wed, 25 Nov 2026 12:00:00 UTC\nSHA256:\n ${sum} ${packages.length} Packages\n`,
);

/** A machine with nothing declared. */
function bare({ dir, services }: Place): void {
  services.get(ROOT).dir = dir;
  chmodSync(dir, 0o755);
  for (const path of ['etc/apt/sources.list.d', 'var/lib/apt/lists', 'var/cache/apt/archives'])
    mkdirSync(`${dir}/${path}`, { recursive: true });
}

const open = { uris: [`file:${repository}`], suites: ['./'], trusted: true };

const openText = [
  '# Kept by Homeostat as repo[r]: what is changed here is put back.',
  'Types: deb',
  `URIs: file:${repository}`,
  'Suites: ./',
  'Trusted: yes',
  '',
].join('\n');

const source = (dir: string) => `${dir}/etc/apt/sources.list.d/r.sources`;

function kept(place: Place): void {
  bare(place);
  putFile(source(place.dir), openText);
  const list = `${repository.replaceAll('/', '_')}_._Release`;
  cpSync(`${repository}/Release`, `${place.dir}/var/lib/apt/lists/${list}`);
}

/** Not fetched, so that no real key is needed. */
const off = {
  uris: ['https://a.example/debian'],
  suites: ['stable', 'stable-updates'],
  components: ['main', 'contrib'],
};
const offText = [
  '# Kept by Homeostat as repo[r]: what is changed here is put back.',
  'Types: deb',
  'URIs: https://a.example/debian',
  'Suites: stable stable-updates',
  'Components: main contrib',
  'Signed-By: /etc/apt/keyrings/r.asc',
  'Enabled: no',
  '',
].join('\n');
const signedOff = {
  ...off,
  key,
  enabled: false,
  types: ['deb', 'deb-src'],
  architectures: ['amd64', 'arm64'],
};

testResource(
  repoBelow((services) => services.get(ROOT).dir),
  {
    services: [
      [ROOT, () => ({ dir: '' })],
      [WATCHER, () => createWatcher()],
    ],
    inSync: [
      { name: 'it is there, with lists', params: { name: 'r', ...open }, setUp: kept },
      { name: 'it is not there, and is not to be', params: { name: 'r', state: 'absent' }, setUp: bare },
    ],
    drifted: [
      {
        name: 'it is new',
        skip,
        params: { name: 'r', ...open },
        setUp: bare,
        changes: [
          { property: 'source', from: undefined },
          { property: 'lists', to: 'fetched' },
        ],
        after({ dir }) {
          expect(readFileSync(source(dir), 'utf8')).toBe(openText);
          expect(statSync(source(dir)).mode & 0o777).toBe(0o644);
          expect(
            readdirSync(`${dir}/var/lib/apt/lists`).filter((name) => name.includes('_Packages')),
          ).toHaveLength(1);
          expect(readdirSync(`${dir}/etc/apt/sources.list.d`)).toEqual(['r.sources']);
        },
      },
      {
        name: 'its lists are gone',
        skip,
        params: { name: 'r', ...open },
        setUp(place) {
          kept(place);
          rmSync(`${place.dir}/var/lib/apt/lists`, { recursive: true });
        },
        changes: [{ property: 'lists', from: undefined, to: 'fetched' }],
      },
      {
        name: 'others may write it',
        skip,
        params: { name: 'r', ...open },
        setUp(place) {
          kept(place);
          chmodSync(source(place.dir), 0o666);
        },
        changes: [{ property: 'source mode', from: '0666', to: '0644' }],
      },
      {
        name: 'a link is in its place',
        skip,
        params: { name: 'r', ...open },
        setUp(place) {
          kept(place);
          writeFileSync(`${place.dir}/elsewhere`, openText);
          rmSync(source(place.dir));
          symlinkSync(`${place.dir}/elsewhere`, source(place.dir));
        },
        changes: [{ property: 'source', from: 'no regular file' }],
        after: ({ dir }) => expect(readFileSync(`${dir}/elsewhere`, 'utf8')).toBe(openText),
      },
      {
        name: 'it is signed, and not used',
        params: { name: 'r', ...signedOff },
        setUp: bare,
        changes: [{ property: 'source' }, { property: 'key', from: undefined, to: key }],
        after({ dir }) {
          expect(readFileSync(source(dir), 'utf8').split('\n').slice(1)).toEqual([
            'Types: deb deb-src',
            'URIs: https://a.example/debian',
            'Suites: stable stable-updates',
            'Components: main contrib',
            'Architectures: amd64 arm64',
            'Signed-By: /etc/apt/keyrings/r.asc',
            'Enabled: no',
            '',
          ]);
          expect(readFileSync(`${dir}/etc/apt/keyrings/r.asc`, 'utf8')).toBe(key);
        },
      },
      {
        name: 'it has a key that it is not to have',
        params: { name: 'r', ...off, enabled: false },
        setUp(place) {
          bare(place);
          putFile(`${place.dir}/etc/apt/keyrings/r.asc`, key);
        },
        changes: [{ property: 'source' }, { property: 'key', from: key, to: undefined }],
        after: ({ dir }) => expect(existsSync(`${dir}/etc/apt/keyrings/r.asc`)).toBe(false),
      },
      {
        name: 'it is to go',
        params: { name: 'r', state: 'absent' },
        setUp(place) {
          kept(place);
          putFile(`${place.dir}/etc/apt/keyrings/r.asc`, key);
        },
        changes: [{ property: 'state', from: 'exists', to: 'absent' }],
        after({ dir }) {
          expect(existsSync(source(dir))).toBe(false);
          expect(existsSync(`${dir}/etc/apt/keyrings/r.asc`)).toBe(false);
        },
      },
    ],
    watched: [
      {
        name: 'its file is written',
        params: { name: 'r', ...open },
        setUp: kept,
        drift: ({ dir }) => writeFileSync(source(dir), 'Types: deb\n'),
      },
      {
        name: 'its lists are removed',
        params: { name: 'r', ...open },
        setUp: kept,
        drift: ({ dir }) => {
          for (const name of readdirSync(`${dir}/var/lib/apt/lists`))
            rmSync(`${dir}/var/lib/apt/lists/${name}`);
        },
      },
      {
        name: 'the key that is copied changes',
        params: ({ dir }) => ({ name: 'r', ...off, enabled: false, keyFile: `${dir}/key` }),
        setUp(place) {
          bare(place);
          writeFileSync(`${place.dir}/key`, key);
          putFile(`${place.dir}/etc/apt/keyrings/r.asc`, key);
          putFile(source(place.dir), offText);
        },
        drift: ({ dir }) => writeFileSync(`${dir}/key`, key.replace('mQ', 'xQ')),
      },
    ],
    grouped: [
      { name: 'one', params: { name: 'one', ...signedOff }, setUp: bare },
      { name: 'two', skip, params: { name: 'two', ...open }, setUp: bare },
      {
        name: 'without its key',
        params: { name: 'keyless', ...off, enabled: false, keyFile: '/no/such/key' },
        setUp: bare,
      },
    ],
    rejected: [
      {
        name: 'an address that begins another line',
        params: { name: 'r', ...off, uris: ['https://a.example/\nTrusted: yes'] },
        message: 'Write a word',
        path: 'uris.0',
      },
      { name: 'no address', params: { name: 'r' }, message: 'where the repository is', path: 'uris' },
      {
        name: 'a password',
        params: { name: 'r', ...off, uris: ['https://me:hunter2@a.example/'] },
        message: 'auth.conf.d',
        path: 'uris.0',
        secrets: ['hunter2'],
      },
    ],
  },
);
