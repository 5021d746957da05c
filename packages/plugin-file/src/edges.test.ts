import { describe, expect, it } from 'vitest';
import { file } from './file.ts';
import { contextOf } from './testing/context.ts';
import { parse } from './testing/keeper.ts';

const wishesOf = (params: Record<string, unknown>) => file.wishes!(parse(params), contextOf());
const paths = (...values: string[]) => values.map((value) => ({ type: 'path', value }));

describe('a file', () => {
  it('is known by its path', () => {
    const entry = { type: 'entry', value: '/etc/' };
    expect(file.identities!(parse({ path: '/etc//motd' }))).toEqual([...paths('/etc/motd'), entry]);
    expect(file.identities!(parse({ path: '/etc/app/' }))).toEqual([...paths('/etc/app/'), entry]);
    expect(file.identities!(parse({ path: '/etc/motd', backup: true }))).toContainEqual(
      paths('/etc/motd.bak')[0],
    );
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

  it('comes after what it is copied from, and what is declared in such a directory', () => {
    expect(wishesOf({ path: '/a/', source: '/s/d/', recurse: true })).toEqual([
      { anyOf: paths('/'), order: 'after' },
      { anyOf: paths('/s/d/', '/s/', '/'), order: 'after' },
      { anyOf: [{ type: 'entry', value: '/s/d/' }], order: 'after' },
    ]);
    expect(wishesOf({ path: '/a', fragments: ['/f/x', '/f/d/'] })).toEqual([
      { anyOf: paths('/'), order: 'after' },
      { anyOf: paths('/f/x', '/f/', '/'), order: 'after' },
      { anyOf: paths('/f/d/', '/f/', '/'), order: 'after' },
      { anyOf: [{ type: 'entry', value: '/f/d/' }], order: 'after' },
    ]);
    expect(wishesOf({ path: '/a', template: '/t/x.liquid' })).toHaveLength(2);
    expect(wishesOf({ path: '/a', template: '/t/x.liquid\n' })).toHaveLength(1);
    expect(wishesOf({ path: '/a', symlink: true, source: '/b' })).toHaveLength(1);
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
