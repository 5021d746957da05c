import { formatPosition } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

const yaml = `graph: g
resources:
  file:
    - content: hello
      name: /a
      args: [x,
        y, {z: 1}]
      meta: &m
        retry: 3
    - name: /b
      meta: *m
      <<: {owner: root}
  noop:
    n:
      require: ["a[b]",
        "file[/a]"]
      before: "file[/b]"
edges:
  - name: e
    from: {kind: noop,
      name: n}
    to: noop[n]
`;

const json = `{
  "resources": {
    "file": [
      {"name": "/a",
       "args": ["x",
\t\t"y"]}],
    "noop": {"n": {
      "comment": "\\u00e4 \\ud83d\\ude00", "meta": {"retry": 3}}}
  },
  "edges": [
    {"from": "noop[n]",
     "to": "file[/a]"}]
}`;

const plainYaml = `resources:
  # c
  file:
    - name: /a
      content: |
        hello
      args: [x,
        y, {z: 1}]
  noop:
    n: {before: "file[/a]",
      meta: {retry: 3}}
`;

const fromYaml = parseConfig(yaml, 'f.yaml').declarations;
const fromJson = parseConfig(json, 'f.json').declarations;
const [a, b, n] = fromYaml.resources;
const [edge, before, require0, require1] = fromYaml.edges;
const fromPlainYaml = parseConfig(plainYaml, 'f.yaml').declarations;
const [plainA, plainN] = fromPlainYaml.resources;
const [jsonA, jsonN] = fromJson.resources;

describe('locate finds', () => {
  test.each([
    ['a resource in a list', a, [], 'f.yaml:4:7'],
    ['a resource by name', n, [], 'f.yaml:14:5'],
    ['a name', a, ['name'], 'f.yaml:5:7'],
    ['the key of a param', a, ['params', 'content'], 'f.yaml:4:7'],
    ['an item of a list', a, ['params', 'args', 1], 'f.yaml:7:9'],
    ['a key within a list', a, ['params', 'args', 2, 'z'], 'f.yaml:7:13'],
    ['a meta parameter', a, ['meta', 'retry'], 'f.yaml:9:9'],
    ['a value where it is written and not where it is repeated', b, ['meta', 'retry'], 'f.yaml:9:9'],
    ['a merged key', b, ['params', 'owner'], 'f.yaml:12:12'],
    ['the nearest part of what is not written', a, ['params', 'args', 9], 'f.yaml:6:7'],
    ['the resource of a param that is not written', a, ['params', 'mode'], 'f.yaml:4:7'],
    ['the resource of inherited words', a, ['params', 'constructor', 'name'], 'f.yaml:4:7'],
    ['an edge', edge, [], 'f.yaml:19:5'],
    ['the end of an edge', edge, ['from'], 'f.yaml:20:5'],
    ['the name of an end', edge, ['from', 'name'], 'f.yaml:21:7'],
    ['a required resource', require0, ['from'], 'f.yaml:15:17'],
    ['another required resource', require1, [], 'f.yaml:16:9'],
    ['a relation without a list', before, ['to'], 'f.yaml:17:7'],
    ['a resource in YAML that was read without places', plainA, [], 'f.yaml:4:7'],
    ['a key within a list of such', plainA, ['params', 'args', 2, 'z'], 'f.yaml:8:13'],
    ['a meta parameter of such', plainN, ['meta', 'retry'], 'f.yaml:11:14'],
    ['a relation of such', fromPlainYaml.edges[0], ['to'], 'f.yaml:10:9'],
    ['a resource in JSON', jsonA, [], 'f.json:4:7'],
    ['an item behind tabs in JSON', jsonA, ['params', 'args', 1], 'f.json:6:3'],
    ['a key behind escapes in JSON', jsonN, ['meta', 'retry'], 'f.json:8:50'],
    ['an edge in JSON', fromJson.edges[0], ['to'], 'f.json:12:6'],
  ] as const)('%s', (_, declaration, path, place) => {
    expect(formatPosition(declaration!.locate!(path)!)).toBe(place);
  });
});
