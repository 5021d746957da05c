import { describe, expect, it } from 'vitest';
import { fileParams } from './params.ts';

const parse = (params: Record<string, unknown>) => fileParams.parse({ path: '/x', ...params });

describe('the params of a file', () => {
  it('default to a file that exists', () => {
    expect(parse({})).toEqual({
      path: '/x',
      state: 'exists',
      recurse: false,
      purge: false,
      force: false,
      symlink: false,
      secret: false,
    });
  });

  it.each([
    ['/a//b///c', '/a/b/c'],
    ['//a//', '/a/'],
    ['/a/b..c/.d', '/a/b..c/.d'],
  ])('take the path %s as %s', (given, path) => {
    expect(parse({ path: given }).path).toBe(path);
  });

  it.each([
    [{ path: '/a/b', dirname: '/c/' }, '/c/b'],
    [{ path: '/a/b', basename: 'c' }, '/a/c'],
    [{ path: '/a/b/', basename: 'c' }, '/a/c'],
    [{ path: '/a/b', basename: 'c/' }, '/a/c/'],
    [{ path: '/a/b/', dirname: '/c//d/' }, '/c/d/b/'],
    [{ path: 'motd', dirname: '/etc/' }, '/etc/motd'],
    [{ path: 'the message', dirname: '/etc/', basename: 'motd' }, '/etc/motd'],
  ])('take %j as the path %s', (given, path) => {
    expect(parse(given).path).toBe(path);
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
    [{ mode: '0888' }, 'mode', /octal digits.*"0888" is not/],
    [{ mode: '10644' }, 'mode', /up to four/],
    [{ mode: '' }, 'mode', /octal/],
    [{ path: 'x', dirname: '/d' }, 'dirname', /end with a slash/],
    [{ basename: '/b' }, 'basename', /not begin with a slash/],
    [{ path: 'x', basename: 'y' }, 'path', /absolute/],
    [{ content: '', source: '/s' }, 'source', /not with content/],
    [{ source: '/s', fragments: ['/f'] }, 'fragments', /not with source/],
    [{ content: '', template: 't' }, 'template', /not with content/],
    [{ vars: {} }, 'vars', /template/],
    [{ template: 'vhost.conf.liquid' }, 'template', /absolute path.*"vhost\.conf\.liquid"/],
    [{ template: './vhost.conf.liquid' }, 'template', /absolute path/],
    [{ template: '/etc/templates/' }, 'template', /ends in \.liquid/],
    [{ template: '/etc/vhost.conf' }, 'template', /ends in \.liquid/],
    [{ source: '/s/' }, 'source', /directory/],
    [{ source: 's' }, 'source', /absolute/],
    [{ path: '/x/', recurse: true, source: '/s' }, 'source', /directory/],
    [{ path: '/x/', source: '/s/' }, 'recurse', /source directory/],
    [{ path: '/x/', recurse: true, source: '/x/y/' }, 'source', /in the directory itself/],
    [{ path: '/x/y/', recurse: true, source: '/x/' }, 'source', /nor hold it/],
    [{ path: '/x/', purge: true }, 'purge', /Needs recurse/],
    [{ recurse: true }, 'recurse', /a directory/],
    [{ fragments: [] }, 'fragments', /at least one/],
    [{ fragments: ['/'] }, 'fragments', /the file itself/],
    [{ fragments: ['/x'] }, 'fragments', /the file itself/],
    [{ path: '/x/', fragments: ['/f'] }, 'fragments', /has no content/],
    [{ symlink: true }, 'symlink', /Needs source/],
    [{ symlink: true, source: 'y', mode: '0644' }, 'mode', /A link has none/],
    [{ path: '/x/', symlink: true, source: 'y' }, 'path', /no trailing slash/],
    [{ symlink: true, source: 'y', recurse: true }, 'recurse', /link/],
    [{ state: 'absent', source: '/s' }, 'source', /to be absent/],
    [{ state: 'absent', fragments: ['/f'] }, 'fragments', /to be absent/],
    [{ state: 'absent', selinux: 'a:b:c:s0' }, 'selinux', /to be absent/],
    [{ path: '/x/', state: 'absent', recurse: true, purge: true }, 'purge', /to be absent/],
    [{ selinux: '' }, 'selinux', /context/],
    [{ backup: '/b' }, 'backup', /suffix/],
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

  const below = [
    'bin',
    'boot',
    'dev',
    'etc',
    'home',
    'lib',
    'lib64',
    'proc',
    'root',
    'run',
    'sbin',
    'sys',
    'tmp',
  ];
  const system = ['usr', 'usr/bin', 'usr/lib', 'var', ...below].map((name) => `/${name}/`);
  it.each(['/', '/etc//', ...system])('refuse to empty %s', (path) => {
    for (const [emptying, param] of [
      [{ purge: true }, 'purge'],
      [{ state: 'absent' }, 'recurse'],
    ] as const) {
      const { error } = fileParams.safeParse({ path, recurse: true, ...emptying });
      const issue = error?.issues.find((found) => found.path[0] === param);
      expect(issue?.message).toMatch(/belongs to the system/);
    }
    expect(fileParams.safeParse({ path, mode: '0755' }).success).toBe(true);
  });

  it.each(['/etc/nginx/conf.d/', '/var/www/', '/library/', '/opt/', '/home/a/', '/usr/local/'])(
    'let %s be purged',
    (path) => {
      expect(fileParams.safeParse({ path, recurse: true, purge: true }).success).toBe(true);
    },
  );

  it.each([
    '/etc/x.liquid',
    '/usr/bin/x\n',
    '/usr/bin/{{ x }}',
    '{% if x %}y.liquid',
    'see x.liquid\n',
    'x',
    '',
  ])('take the template %j', (template) => {
    expect(fileParams.safeParse({ path: '/x', template }).success).toBe(true);
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
