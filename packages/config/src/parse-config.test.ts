import type { EdgeDeclaration, ResourceDeclaration } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { type ConfigFile, parseConfig } from './parse-config.ts';

function plain({ graph, declarations, problems, warnings }: ConfigFile) {
  const resource = ({ locate: _, ...rest }: ResourceDeclaration) => rest;
  const edge = ({ locate: _, ...rest }: EdgeDeclaration) => rest;
  return {
    graph,
    resources: declarations.resources.map(resource),
    edges: declarations.edges.map(edge),
    problems: problems.map(({ code }) => code),
    warnings: warnings.map(({ code }) => code),
  };
}

test('parseConfig reads the form of today: lists of resources, and edges by kind and name', () => {
  const text = `
---
graph: web
comment: anything
resources:
  exec:
  - name: make dir
    cmd: "mkdir /srv/www"
    shell: /bin/sh
    ifcmd: "test ! -d /srv/www"
    ifshell: ""
    watchcmd: ""
  file:
  - name: /srv/www/index.html
    content: |
      hello
    mode: "0644"
  SVC:
  - {name: httpd, state: running}
edges:
- name: e1
  from: {kind: Exec, name: make dir}
  to: {kind: file, name: /srv/www/index.html}
- name: e2
  from: file[/srv/www/index.html]
  to: Svc[httpd]
  notify: true
`;
  expect(plain(parseConfig(text, 'dir/site.yaml'))).toEqual({
    graph: 'web',
    resources: [
      {
        kind: 'exec',
        name: 'make dir',
        params: { cmd: 'mkdir /srv/www', shell: '/bin/sh', ifcmd: 'test ! -d /srv/www' },
      },
      { kind: 'file', name: '/srv/www/index.html', params: { content: 'hello\n', mode: '0644' } },
      { kind: 'svc', name: 'httpd', params: { state: 'running' } },
    ],
    edges: [
      {
        from: { kind: 'exec', name: 'make dir' },
        to: { kind: 'file', name: '/srv/www/index.html' },
        notify: false,
      },
      {
        from: { kind: 'file', name: '/srv/www/index.html' },
        to: { kind: 'svc', name: 'httpd' },
        notify: true,
      },
    ],
    problems: [],
    warnings: [],
  });
});

test('parseConfig reads the form of 2016 and hands meta on', () => {
  const text = `
graph: packages
resources:
  pkg:
  - name: tree
    meta:
      autogroup: false
      autoedge: true
    state: installed
  - name: jq
    state: newest
  exec:
  - name: touch
    cmd: touch /tmp/there
    timeout: 0
    pollint: 0
    state: present
collect: []
edges: []
`;
  expect(plain(parseConfig(text, 'a.yaml'))).toEqual({
    graph: 'packages',
    resources: [
      {
        kind: 'pkg',
        name: 'tree',
        params: { state: 'installed' },
        meta: { autogroup: false, autoedge: true },
      },
      { kind: 'pkg', name: 'jq', params: { state: 'newest' } },
      { kind: 'exec', name: 'touch', params: { cmd: 'touch /tmp/there', timeout: 0 } },
    ],
    edges: [],
    problems: [],
    warnings: ['KEY_IGNORED', 'KEY_IGNORED'],
  });
});

test('parseConfig reads resources by name, where a param may be called "name"', () => {
  const text = 'resources:\n  noop: {a: , b: {}}\n  svc: {web: {name: nginx, meta: {poll: 5}}}\n  pkg:\n';
  expect(plain(parseConfig(text, '/etc/homeostat/site.v2.yaml'))).toMatchObject({
    graph: 'site.v2',
    resources: [
      { kind: 'noop', name: 'a', params: {} },
      { kind: 'noop', name: 'b', params: {} },
      { kind: 'svc', name: 'web', params: { name: 'nginx' }, meta: { poll: 5 } },
    ],
    problems: [],
  });
});

test('parseConfig makes a resource of each of several names, alike in all', () => {
  const text =
    'resources: {pkg: [{name: [sl, cowsay], state: newest, meta: {poll: 5}, require: "noop[a]"}, {name: jq}]}';
  const alike = { kind: 'pkg', params: { state: 'newest' }, meta: { poll: 5 } };
  expect(plain(parseConfig(text, 'a.yaml'))).toMatchObject({
    resources: [{ ...alike, name: 'sl' }, { ...alike, name: 'cowsay' }, { name: 'jq' }],
    edges: [
      { from: { name: 'a' }, to: { name: 'sl' } },
      { from: { name: 'a' }, to: { name: 'cowsay' } },
    ],
    problems: [],
  });
});

test('parseConfig takes a name alone for a resource, and leaves out what aliases repeat', () => {
  const text = 'x-often: &often { state: newest }\nresources: {pkg: [vim, {name: jq, <<: *often}]}';
  expect(plain(parseConfig(text, 'a.yaml'))).toMatchObject({
    resources: [
      { kind: 'pkg', name: 'vim', params: {} },
      { kind: 'pkg', name: 'jq', params: { state: 'newest' } },
    ],
    problems: [],
    warnings: [],
  });
});

test.each([
  ['name: []', 'NAME_MISSING', 1, 20],
  ["name: [a, '']", 'NAME_MISSING', 1, 20],
  ['name: [a, 5]', 'SHAPE_WRONG', 1, 31],
  ['name: {a: b}', 'SHAPE_WRONG', 1, 21],
])('parseConfig reports what is no name in "%s"', (written, code, line, column) => {
  const { problems } = parseConfig(`resources: {noop: [{${written}}]}`, 'a.yaml');
  expect(problems).toMatchObject([{ code, at: { line, column } }]);
});

test.each([
  ['before: "noop[x]"', 'me', 'x', false],
  ['notify: ["noop[x]"]', 'me', 'x', true],
  ['require: "Noop[x]"', 'x', 'me', false],
  ['subscribe: ["noop[x]"]', 'x', 'me', true],
])('parseConfig makes an edge of "%s"', (written, from, to, notify) => {
  const { edges, resources, problems } = plain(
    parseConfig(`resources: {noop: {me: {${written}}}}`, 'a.yaml'),
  );
  expect(edges).toEqual([{ from: { kind: 'noop', name: from }, to: { kind: 'noop', name: to }, notify }]);
  expect(resources[0]?.params).toEqual({});
  expect(problems).toEqual([]);
});

test('parseConfig hands on all edges of one pair', () => {
  const text = 'resources: {noop: {a: {before: ["noop[b]"], notify: ["noop[b]"]}, b: {require: "noop[a]"}}}';
  expect(parseConfig(text, 'a.yaml').declarations.edges.map(({ notify }) => notify)).toEqual([
    false,
    true,
    false,
  ]);
});

test.each(['0644', '0o644', '00', '0777'])('parseConfig reads %s as the text it is written as', (written) => {
  const text = `resources: {file: {/x: {mode: ${written}, deep: {list: [${written}]}}}}`;
  const { resources, warnings } = plain(parseConfig(text, 'a.yaml'));
  expect(resources[0]?.params).toEqual({ mode: written, deep: { list: [written] } });
  expect(warnings).toEqual(['OCTAL_AS_TEXT', 'OCTAL_AS_TEXT']);
});

test('parseConfig leaves other numbers as they are, and quoted ones as texts', () => {
  const text = `resources: {x: {y: {a: 0, b: 644, c: 0899, d: "0644", e: '0o7', f: 0.5, g: !!str 0644, h: -1}}}`;
  const { resources, warnings } = plain(parseConfig(text, 'a.yaml'));
  expect(resources[0]?.params).toEqual({
    a: 0,
    b: 644,
    c: 899,
    d: '0644',
    e: '0o7',
    f: 0.5,
    g: '0644',
    h: -1,
  });
  expect(warnings).toEqual([]);
});

test('parseConfig is not led into another dialect by the file', () => {
  const text = '%YAML 1.1\n---\nresources: {x: {y: {a: yes, b: 0644, c: 1:30, d: 2001-01-01}}}';
  expect(plain(parseConfig(text, 'a.yaml')).resources[0]?.params).toEqual({
    a: 'yes',
    b: '0644',
    c: '1:30',
    d: '2001-01-01',
  });
});

test('parseConfig takes a key that is not a text as it is written', () => {
  const text = 'resources: {user: {1000: {0644: a, true: b, 1.10: c}}}';
  expect(plain(parseConfig(text, 'a.yaml'))).toMatchObject({
    resources: [{ name: '1000', params: { '0644': 'a', true: 'b', '1.10': 'c' } }],
    warnings: [],
  });
});

test('parseConfig repeats aliased values and merges maps, what is written out winning', () => {
  const text = `
resources:
  file:
    /a: &a {owner: root, mode: "0600"}
    /b: *a
    /c: {mode: "0644", <<: *a}
    /d: {<<: [{group: x}, *a, {group: y, owner: z}]}
`;
  const { resources, problems } = plain(parseConfig(text, 'a.yaml'));
  expect(problems).toEqual([]);
  expect(resources.map(({ params }) => params)).toEqual([
    { owner: 'root', mode: '0600' },
    { owner: 'root', mode: '0600' },
    { owner: 'root', mode: '0644' },
    { owner: 'root', mode: '0600', group: 'x' },
  ]);
});

test('parseConfig repeats one value for thousands of resources', () => {
  const files = Array.from({ length: 5000 }, (_, i) => `    /f${i}: {meta: *m}`);
  const { resources, problems } = plain(
    parseConfig(`resources:\n  file:\n    /f: {meta: &m {retry: 3}}\n${files.join('\n')}`, 'a.yaml'),
  );
  expect(problems).toEqual([]);
  expect(resources.at(-1)).toEqual({ kind: 'file', name: '/f4999', params: {}, meta: { retry: 3 } });
});

test('parseConfig reads JSON by the name of the file, and ignores a byte order mark', () => {
  const text = '\uFEFF{"graph": "g", "resources": {"noop": [{"name": "<<"}]}}';
  const expected = { graph: 'g', resources: [{ kind: 'noop', name: '<<', params: {} }], problems: [] };
  expect(plain(parseConfig(text, 'a.json'))).toMatchObject(expected);
  expect(plain(parseConfig(text, 'a.yaml'))).toMatchObject(expected);
  expect(plain(parseConfig('graph: g', 'a.JSON')).problems).toEqual(['JSON_SYNTAX']);
});

test.each(['a.yaml', 'a.json'])(
  'parseConfig declares nothing of %s when its syntax has a mistake',
  (file) => {
    expect(plain(parseConfig('{"resources": {"noop": {"a": {}}}, "edges": []]', file))).toMatchObject({
      resources: [],
      problems: [expect.stringMatching('_SYNTAX')],
    });
  },
);

test('parseConfig declares what it could read beside the problems, and reports all of them', () => {
  const text = `
resorces: {}
resources:
  noop:
  - name: a
    require: [noop, "noop[b]"]
  - nme: b
edges:
- {from: "noop[a]", to: 5}
- {from: "noop[a]", to: "noop[b]", notify: maybe}
`;
  expect(plain(parseConfig(text, 'a.yaml'))).toMatchObject({
    resources: [{ name: 'a' }],
    edges: [
      { from: { name: 'a' }, to: { name: 'b' }, notify: false },
      { from: { name: 'b' }, to: { name: 'a' } },
    ],
    problems: ['KEY_UNKNOWN', 'NAME_MISSING', 'REF_MALFORMED', 'SHAPE_WRONG', 'REF_MALFORMED'],
  });
});
