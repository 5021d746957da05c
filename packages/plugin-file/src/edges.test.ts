import { describe, expect, it } from 'vitest';
import { file } from './file.ts';
import { contextOf } from './testing/context.ts';
import { parse } from './testing/keeper.ts';

const wishesOf = (params: Record<string, unknown>) => file.wishes!(parse(params), contextOf());
const paths = (...values: string[]) => values.map((value) => ({ type: 'path', value }));

describe('a file', () => {
  it('is known by its path', () => {
    expect(file.identities!(parse({ path: '/etc//motd' }))).toEqual(paths('/etc/motd'));
    expect(file.identities!(parse({ path: '/etc/app/' }))).toEqual(paths('/etc/app/'));
  });

  it('comes after the nearest directory above it', () => {
    const anyOf = paths('/etc/app/', '/etc/', '/');
    expect(wishesOf({ path: '/etc/app/conf' })).toEqual([{ anyOf, order: 'after' }]);
    expect(wishesOf({ path: '/etc/app/conf/' })).toEqual([{ anyOf, order: 'after' }]);
    expect(wishesOf({ path: '/' })).toEqual([{ anyOf: [], order: 'after' }]);
  });

  it('that is to be absent goes before the directory above it', () => {
    expect(wishesOf({ path: '/a/b', state: 'absent' })).toEqual([
      { anyOf: paths('/a/', '/'), order: 'before' },
    ]);
  });

  it('comes after its owner and group by name, and not by id', () => {
    expect(wishesOf({ path: '/a', owner: 'www', group: 'web' })).toEqual([
      { anyOf: paths('/'), order: 'after' },
      { anyOf: [{ type: 'user', value: 'www' }], order: 'after' },
      { anyOf: [{ type: 'group', value: 'web' }], order: 'after' },
    ]);
    expect(wishesOf({ path: '/a', owner: 33, group: '33' })).toHaveLength(1);
  });
});
