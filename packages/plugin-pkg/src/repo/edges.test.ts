import { describe, expect, test } from 'vitest';
import { repoParams } from './params.ts';
import { repo } from './repo.ts';

const services = { get: () => undefined as never };

function wishesOf(params: object): string[] {
  const ctx = { signal: new AbortController().signal, services };
  const parsed = repoParams.parse({ name: 'r', uris: ['file:/x'], suites: ['./'], ...params });
  const wishes = repo.wishes!(parsed, ctx) as readonly {
    readonly anyOf: readonly { readonly value: string }[];
    readonly order: string;
  }[];
  return wishes.map(({ anyOf, order }) => `${order} ${anyOf.map(({ value }) => value).join(' ')}`);
}

describe('the edges of a repository', () => {
  test('packages find it by the name that all share, and no purge takes its files', () => {
    expect(repo.identities!(repoParams.parse({ name: 'r', state: 'absent' }))).toEqual([
      { type: 'repository', value: 'apt' },
      { type: 'path', value: '/etc/apt/sources.list.d/r.sources' },
      { type: 'entry', value: '/etc/apt/sources.list.d/' },
      { type: 'path', value: '/etc/apt/keyrings/r.asc' },
      { type: 'entry', value: '/etc/apt/keyrings/' },
    ]);
  });

  test('the directories of its files come first', () => {
    expect(wishesOf({})).toEqual([
      'after /etc/apt/sources.list.d/ /etc/apt/ /etc/ /',
      'after /etc/apt/keyrings/ /etc/apt/ /etc/ /',
    ]);
  });

  test('so does the key that is copied, or what brings its directory', () => {
    expect(wishesOf({ keyFile: '/srv/keys/r.gpg' }).at(-1)).toBe('after /srv/keys/r.gpg /srv/keys/ /srv/ /');
  });

  test('one that is to be absent goes before them', () => {
    expect(wishesOf({ state: 'absent' })[0]).toBe('before /etc/apt/sources.list.d/ /etc/apt/ /etc/ /');
  });
});
