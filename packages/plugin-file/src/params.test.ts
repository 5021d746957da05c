import { describe, expect, it } from 'vitest';
import { fileParams } from './params.ts';

const parse = (params: Record<string, unknown>) => fileParams.parse({ path: '/x', ...params });

describe('the params of a file', () => {
  it('default to a file that exists', () => {
    expect(parse({})).toEqual({ path: '/x', state: 'exists' });
  });

  it.each([
    ['/a//b///c', '/a/b/c'],
    ['//a//', '/a/'],
    ['/a/b..c/.d', '/a/b..c/.d'],
  ])('take the path %s as %s', (given, path) => {
    expect(parse({ path: given }).path).toBe(path);
  });

  it.each([
    ['644', 0o644],
    ['0644', 0o644],
    ['0o644', 0o644],
    ['4755', 0o4755],
    ['04755', 0o4755],
    ['1777', 0o1777],
    ['0', 0],
  ])('take the mode %s', (given, mode) => {
    expect(parse({ mode: given }).mode).toBe(mode);
  });

  it.each([
    ['root', 'root'],
    ['1000', 1000],
    [0, 0],
    ['systemd-network', 'systemd-network'],
  ])('take the owner %s', (given, owner) => {
    expect(parse({ owner: given }).owner).toBe(owner);
  });

  it.each<[Record<string, unknown>, string, RegExp]>([
    [{ path: 'etc/motd' }, 'path', /absolute path; "etc\/motd"/],
    [{ path: '' }, 'path', /absolute path/],
    [{ path: '/a/../b' }, 'path', /"\.\."/],
    [{ path: '/a/..' }, 'path', /"\.\."/],
    [{ path: '/a/./b' }, 'path', /"\."/],
    [{ path: '/a\0b' }, 'path', /NUL/],
    [{ state: 'present' }, 'state', /exists/],
    [{ mode: 644 }, 'mode', /Must be quoted, like "0644"/],
    [{ mode: 420 }, 'mode', /Must be quoted/],
    [{ mode: true }, 'mode', /in quotes/],
    [{ mode: 'u=rw,g=r' }, 'mode', /symbolic modes \("u=rw,g=r"\) are not understood/],
    [{ mode: '+x' }, 'mode', /symbolic/],
    [{ mode: '0888' }, 'mode', /octal digits.*"0888" is not/],
    [{ mode: '10644' }, 'mode', /up to four/],
    [{ mode: '' }, 'mode', /octal/],
    [{ owner: '' }, 'owner', /a name, or an id from 0/],
    [{ owner: '-R' }, 'owner', /a name, or an id from 0/],
    [{ owner: 'a:b' }, 'owner', /a name, or an id from 0/],
    [{ owner: 1.5 }, 'owner', /a name, or an id from 0/],
    [{ owner: true }, 'owner', /a name, or an id from 0/],
    [{ group: -1 }, 'group', /a name, or an id from 0/],
    [{ group: '4294967295' }, 'group', /to 4294967294/],
    [{ path: '/x/', content: 'x' }, 'content', /A directory has no content/],
    [{ state: 'absent', content: '' }, 'content', /to be absent/],
    [{ state: 'absent', mode: '0644' }, 'mode', /to be absent/],
    [{ state: 'absent', owner: 'root' }, 'owner', /to be absent/],
    [{ state: 'absent', group: 0 }, 'group', /to be absent/],
    [{ path: '/', state: 'absent' }, 'state', /never removed/],
    [{ path: '//', state: 'absent' }, 'state', /never removed/],
  ])('refuse %j at %s', (params, param, message) => {
    const { error } = fileParams.safeParse({ path: '/x', ...params });
    expect(error?.issues.map((issue) => issue.path)).toEqual([[param]]);
    expect(error!.issues[0]!.message).toMatch(message);
  });

  it('refuse an unknown key, and are open to who looks for the known ones', () => {
    expect(fileParams.safeParse({ path: '/x', contents: '' }).error?.issues[0]).toMatchObject({
      keys: ['contents'],
    });
    expect(Object.keys(fileParams.shape)).toContain('content');
  });

  it('are all described', () => {
    for (const [name, param] of Object.entries(fileParams.shape))
      expect([name, param.description]).not.toContain(undefined);
  });
});
