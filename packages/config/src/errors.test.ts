import { readFileSync } from 'node:fs';
import { formatPosition } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

const doubling = Array.from({ length: 30 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]\n`);
const aliasBomb = `x0: &x0 [1, 2]\n${doubling.join('')}`;
const deep = '['.repeat(120) + ']'.repeat(120);

/** A code, its place, and a text that has this problem or warning (beside others, where it can't be alone). */
const cases: readonly (readonly [code: string, at: string, text: string])[] = [
  ['CONFIG_EMPTY', 'f.yaml:1:1', ''],
  ['CONFIG_EMPTY', 'f.yaml:1:1', '# nothing\n'],
  ['CONFIG_EMPTY', 'f.json:1:1', ' \n'],
  ['CONFIG_EMPTY', 'f.json:1:1', 'null'],

  ['YAML_SYNTAX', 'f.yaml:2:1', 'resources: "abc\n'],
  ['YAML_SYNTAX', 'f.yaml:2:1', 'resources:\n\tnoop:\n'],
  ['YAML_SYNTAX', 'f.yaml:1:8', 'graph: a: b'],
  ['YAML_SYNTAX', 'f.yaml:1:16', 'edges: [a, noop[x]]'],
  ['YAML_UNSUPPORTED', 'f.yaml:1:8', 'graph: !secret x'],
  ['YAML_UNSUPPORTED', 'f.yaml:1:8', 'graph: !!binary aGk='],
  ['YAML_UNSUPPORTED', 'f.yaml:1:7', '%YAML 3.0\n---\ngraph: a'],
  ['YAML_DOCUMENTS', 'f.yaml:2:1', 'graph: a\n---\ngraph: b\n---\ngraph: c\n'],
  ['ALIAS_UNKNOWN', 'f.yaml:1:8', 'graph: *name'],
  ['ALIAS_CIRCULAR', 'f.yaml:1:29', 'resources: {a: {b: &c {d: [ *c ]}}}'],
  ['ALIAS_CIRCULAR', 'f.yaml:1:20', 'resources: &r {<<: *r}'],
  ['ALIASES_EXCESSIVE', 'f.yaml:18:18', aliasBomb],
  ['MERGE_WRONG', 'f.yaml:2:3', 'resources:\n  <<: 5'],
  ['MERGE_WRONG', 'f.yaml:2:3', 'resources:\n  <<: [{}, 5]'],

  ['JSON_SYNTAX', 'f.json:2:12', '{\n  "graph": }\n}'],
  ['JSON_SYNTAX', 'f.json:3:1', '{\n  "graph": "x",\n}'],
  ['JSON_SYNTAX', 'f.json:1:1', '// no comments\n{}'],
  ['JSON_SYNTAX', 'f.json:2:1', '{"graph":\n'],

  ['NESTED_TOO_DEEP', 'f.yaml:1:103', deep],
  ['NESTED_TOO_DEEP', 'f.json:1:103', deep],
  ['KEY_DUPLICATE', 'f.yaml:2:1', 'graph: a\ngraph: b'],
  ['KEY_DUPLICATE', 'f.yaml:4:5', 'resources:\n  file:\n    /a: {}\n    /a: {}'],
  ['KEY_DUPLICATE', 'f.json:1:40', '{"resources": {"file": {"/\\u0061": {}, "/a": {}}}}'],
  ['KEY_NOT_TEXT', 'f.yaml:1:13', 'resources: {[a]: {}}'],
  ['KEY_NOT_TEXT', 'f.yaml:2:3', 'resources:\n  : {}'],
  ['KEY_RESERVED', 'f.yaml:1:25', 'resources: {file: {/x: {__proto__: {a: 1}}}}'],
  ['KEY_RESERVED', 'f.json:1:16', '{"resources": {"__pro\\u0074o__": {"a": {}}}}'],
  ['NUMBER_INEXACT', 'f.yaml:1:25', 'resources: {file: {/x: {size: 9007199254740993}}}'],
  ['NUMBER_INEXACT', 'f.yaml:1:25', 'resources: {file: {/x: {size: .inf}}}'],
  ['NUMBER_INEXACT', 'f.json:1:34', '{"resources": {"x": {"y": {"a": [1e999]}}}}'],
  ['TEXT_HAS_NUL', 'f.yaml:1:25', 'resources: {file: {/x: {content: "a\\0b"}}}'],
  ['TEXT_HAS_NUL', 'f.yaml:2:1', 'comment: x\ngraph: a\0b'],
  ['TEXT_HAS_NUL', 'f.json:1:16', '{"resources": {"a\\u0000b": {}}}'],

  ['KEY_UNKNOWN', 'f.yaml:2:1', 'graph: a\nresource: {}'],
  ['KEY_UNKNOWN', 'f.yaml:1:38', 'edges: [{from: "a[b]", to: {kind: a, nam: c, name: d}}]'],
  ['KEY_UNKNOWN', 'f.json:1:43', '{"edges": [{"from": "a[b]", "to": "a[c]", "notfy": true}]}'],
  ['KEY_IGNORED', 'f.yaml:1:1', 'remote: ssh://root@example.com'],
  ['KEY_IGNORED', 'f.yaml:1:26', 'resources: {Exec: {run: {pollint: 0}}}'],
  ['OCTAL_AS_TEXT', 'f.yaml:1:33', 'resources: {file: {/x: {modes: [0644]}}}'],
  ['SHAPE_WRONG', 'f.yaml:1:1', 'just text'],
  ['SHAPE_WRONG', 'f.yaml:2:1', '\n- a list'],
  ['SHAPE_WRONG', 'f.yaml:2:1', 'comment: x\ngraph: 5'],
  ['SHAPE_WRONG', 'f.yaml:2:1', 'graph: a\nresources: 5'],
  ['SHAPE_WRONG', 'f.yaml:1:1', 'plugins: motd'],
  ['SHAPE_WRONG', 'f.yaml:1:15', 'plugins: [ok, {motd: {}}]'],
  ['SHAPE_WRONG', 'f.yaml:1:13', 'resources: {file: text}'],
  ['SHAPE_WRONG', 'f.yaml:1:20', 'resources: {file: [5]}'],
  ['SHAPE_WRONG', 'f.yaml:1:21', 'resources: {file: [{name: 8080}]}'],
  ['SHAPE_WRONG', 'f.yaml:1:20', 'resources: {file: {/x: [text]}}'],
  ['SHAPE_WRONG', 'f.yaml:1:25', 'resources: {file: {/x: {meta: [noop]}}}'],
  ['SHAPE_WRONG', 'f.yaml:1:1', 'edges: {from: x}'],
  ['SHAPE_WRONG', 'f.yaml:1:9', 'edges: [5]'],
  ['SHAPE_WRONG', 'f.yaml:1:24', 'edges: [{from: "a[b]", to: {kind: a}}]'],
  ['SHAPE_WRONG', 'f.yaml:1:36', 'edges: [{from: "a[b]", to: "a[b]", notify: yes}]'],
  ['NAME_MISSING', 'f.yaml:2:10', 'resources:\n  noop: [{comment: hi}]'],
  ['NAME_MISSING', 'f.yaml:1:20', 'resources: {noop: {"": {}}}'],
  ['REF_MALFORMED', 'f.yaml:1:42', 'resources: {noop: {a: {require: ["a[b]", file]}}}'],
  ['REF_MALFORMED', 'f.yaml:1:24', 'resources: {noop: {a: {before: noop}}}'],
  ['REF_MALFORMED', 'f.yaml:1:24', 'resources: {noop: {a: {notify: {noop: b}}}}'],
  ['REF_MALFORMED', 'f.yaml:1:9', 'edges: [{to: "a[b]"}]'],
  ['EXPORT_UNSUPPORTED', 'f.yaml:1:1', 'collect: [{kind: file, pattern: /x}]'],
  ['EXPORT_UNSUPPORTED', 'f.yaml:1:20', 'resources: {file: {"@@/x": {}}}'],
];

describe('parseConfig reports', () => {
  test.each(cases)('%s at %s', (code, at, text) => {
    const { problems, warnings } = parseConfig(text, at.slice(0, at.indexOf(':')));
    const found = [...problems, ...warnings];
    expect(found.map((problem) => `${problem.code} ${formatPosition(problem.at!)}`)).toContain(
      `${code} ${at}`,
    );
    for (const { hint } of found) expect(hint).toBeTruthy();
  });
});

test('every code but those of files, and of sites that are run, has a case above', () => {
  const source = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/new Problem\(\s*'([A-Z0-9_]+)'/g)].map(([, code]) => code!);
  expect([...new Set(cases.map(([code]) => code))].sort()).toEqual(
    [...new Set(codes)]
      .filter((code) => !/^(CONFIG_UNREADABLE|CONFIG_NOT_UTF8|VALUE_NOT_DATA|SITE_.*)$/.test(code))
      .sort(),
  );
});
