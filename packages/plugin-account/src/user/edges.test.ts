import { describe, expect, test } from 'vitest';
import { userIdentities, userWishes } from './edges.ts';
import { userParams } from './params.ts';

const wishes = (params: object) => userWishes(userParams.parse({ name: 'ann', ...params }));
const identities = (params: object) => userIdentities(userParams.parse({ name: 'ann', ...params }));
const after = (type: string, ...values: string[]) => ({
  anyOf: values.map((value) => ({ type, value })),
  order: 'after',
});

describe('a user', () => {
  test('comes after its groups by name, and after the one of its own name where none is declared', () => {
    expect(wishes({ group: 'dev', groups: ['a', 'b'] })).toEqual([
      after('group', 'dev'),
      after('group', 'a'),
      after('group', 'b'),
    ]);
    expect(wishes({ group: 1500 })).toEqual([]);
    expect(wishes({})).toEqual([after('group', 'ann')]);
  });

  test('comes after the nearest directory above its home, and not after the home itself', () => {
    expect(wishes({ group: 1, home: '/srv/app/ann' })).toEqual([after('path', '/srv/app/', '/srv/', '/')]);
  });

  test('is known by its name, its own group, and its shell as something that is run', () => {
    const user = { type: 'user', value: 'ann' };
    expect(identities({ shell: '/bin/zsh' })).toEqual([
      user,
      { type: 'group', value: 'ann' },
      { type: 'command', value: '/bin/zsh' },
    ]);
    expect(identities({ group: 'dev' })).toEqual([user]);
  });

  test('that is to be absent wishes for nothing', () => {
    expect(wishes({ state: 'absent', groups: ['a'], home: '/srv/ann' })).toEqual([]);
    expect(identities({ state: 'absent', shell: '/bin/zsh' })).toEqual([{ type: 'user', value: 'ann' }]);
  });
});
