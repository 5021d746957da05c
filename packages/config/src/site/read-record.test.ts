import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConfigFile } from '../parse-config.ts';
import { parseConfig } from '../parse-config.ts';
import { readRecord } from './read-record.ts';
import { RecordingSite } from './recording-site.ts';
import type { SiteOptions } from './site.ts';

const start = { file: 'site.ts', line: 1, column: 1 };

function read(declare: (site: RecordingSite) => void, options?: SiteOptions): ConfigFile {
  let line = 1;
  const site = new RecordingSite(options, start, () => ({ ...start, line: ++line }));
  declare(site);
  // As on its way from the other thread.
  return readRecord(structuredClone(RecordingSite.recordOf(site)!), 'site.ts', (at) => at);
}

const withoutPlace = ({ declarations: { resources, edges } }: ConfigFile) => ({
  resources: resources.map(({ locate: _, ...resource }) => resource),
  edges: edges.map(({ locate: _, ...edge }) => edge),
});
const codes = ({ problems, warnings }: ConfigFile) => [...problems, ...warnings].map(({ code }) => code);

const name = fc.constantFrom('a', 'b', '/etc/motd', 'a[b]', '@@c', '');
const kind = fc.constantFrom('noop', 'exec', 'File');
const text = fc.oneof(
  fc.tuple(kind, name).map(([kind, name]) => `${kind}[${name}]`),
  fc.constantFrom('', 'noop', 'noop[]'),
);
// Only here may a map name a resource: what declared it is one.
const relation = fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.constantFrom(null, 5));
const relations = fc.record(
  { before: relation, notify: relation, require: relation, subscribe: relation },
  { requiredKeys: [] },
);
// JSON does not keep -0.
const withoutMinusZero = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const params = fc.dictionary(
  fc.constantFrom('meta', 'state', 'shell', 'x', '__proto__'),
  fc.oneof(fc.jsonValue().map(withoutMinusZero), fc.constantFrom(Number.MAX_VALUE, 'nul\0')),
  { maxKeys: 3, noNullPrototype: true },
);
const body = fc.tuple(params, relations).map((parts) => Object.fromEntries(parts.flatMap(Object.entries)));
const ref = fc.oneof(text, fc.record({ kind, name }), fc.constant(5));
const edge = fc.record(
  { from: ref, to: ref, notify: fc.oneof(fc.boolean(), fc.constant('yes')), too: fc.boolean() },
  { requiredKeys: ['from'] },
);
const options = fc.record(
  { graph: fc.constantFrom('web', '', 5), plugins: fc.constantFrom(['x'], [5], 'x', null), nope: name },
  { requiredKeys: [] },
);
const resources = fc.array(fc.record({ kind, name, body }), { maxLength: 4 });

test('a site declares what JSON of the same keys does, and has the same problems', () => {
  fc.assert(
    fc.property(options, resources, fc.array(edge, { maxLength: 2 }), (options, resources, edges) => {
      const site = read((site) => {
        for (const { kind, name, body } of resources) site.resource(kind, name, body);
        for (const edge of edges) site.edge(edge as never);
      }, options as SiteOptions);

      // In maps by name, so that a like name never meets another.
      const files = resources.map(({ kind, name, body }) =>
        JSON.stringify({ resources: { [kind]: { [name]: body } } }),
      );
      const json = [JSON.stringify({ ...options, edges }), ...files].map((text) =>
        parseConfig(text, 'site.json'),
      );
      const all = json.map(withoutPlace);
      expect(withoutPlace(site)).toEqual({
        resources: all.flatMap(({ resources }) => resources),
        edges: all.flatMap(({ edges }) => edges),
      });
      expect(codes(site).sort()).toEqual(json.flatMap(codes).sort());
      expect(site.graph).toBe(json[0]!.graph);
      expect(site.plugins.map(({ specifier }) => specifier)).toEqual(
        json[0]!.plugins.map(({ specifier }) => specifier),
      );
    }),
  );
});

test('a resource is named in edges by what declares it', () => {
  const { declarations, problems } = read((site) => {
    const a = site.resource('noop', 'a');
    const b = site.resource('NOOP', 'b ]', { require: a, notify: ['noop[c]', a] });
    site.edge({ from: a, to: b, notify: true });
  });
  expect(problems).toEqual([]);
  const [a, b, c] = ['a', 'b ]', 'c'].map((name) => ({ kind: 'noop', name }));
  expect(declarations.edges.map(({ from, to, notify }) => [from, to, notify])).toEqual([
    [a, b, true],
    [b, c, true],
    [b, a, true],
    [a, b, false],
  ]);
});

test('each declaration and each problem has the place of its call', () => {
  const { declarations, problems } = read((site) => {
    site.resource('noop', 'a');
    site.resource('noop', 'b', { before: 'nothing', comment: Promise.resolve('x') });
    site.edge({ from: 'noop[a]', to: 'noop[b]' });
  });
  expect(declarations.resources.map(({ locate }) => locate!(['params', 'comment'])!.line)).toEqual([2, 3]);
  expect(declarations.edges.map(({ locate }) => locate!([])!.line)).toEqual([4]);
  expect(problems.map(({ code, at }) => [code, at!.line])).toEqual([
    ['VALUE_NOT_DATA', 3],
    ['REF_MALFORMED', 3],
  ]);
});

test('two sites do not mix, and what is changed after a call changes nothing', () => {
  const other = new RecordingSite(undefined, start, () => start);
  const body = { comment: 'as declared' };
  const { declarations } = read((site) => {
    site.resource('noop', 'a', body);
    other.resource('noop', 'b');
    body.comment = 'later';
  });
  expect(declarations.resources).toMatchObject([{ name: 'a', params: { comment: 'as declared' } }]);
});

test('the functions of a site may be taken out of it', () => {
  const { declarations } = read(({ resource, edge }) => edge({ from: resource('noop', 'a'), to: 'noop[a]' }));
  expect(declarations).toMatchObject({ resources: [{ name: 'a' }], edges: [{}] });
});

test('what is no site is not taken for one', () => {
  for (const value of [undefined, null, 5, {}, { resource() {}, edge() {} }])
    expect(RecordingSite.recordOf(value)).toBeUndefined();
});
