import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseConfig } from './parse-config.ts';

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '0644',
      '0o17',
      'yes',
      'null',
      '<<',
      '*a',
      '&a',
      '- x',
      '~',
      '\t',
      '\n',
      ' x',
      '1.10',
      '!x',
    ),
  )
  .filter((value) => !value.includes('\0'));
const name = text.filter((value) => value !== '' && !value.startsWith('@@'));
// stringify writes the key "<<" without the quotes that make it a text.
const notKeys = ['__proto__', '<<'];
const notParams = ['name', 'meta', 'before', 'notify', 'require', 'subscribe', ...notKeys];
const key = text.filter((value) => !notParams.includes(value));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    // Not even JSON keeps -0.
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const map = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
const body = fc.record({ params: map, meta: map }, { requiredKeys: ['params'] });

const kind = fc.stringMatching(/^[a-z][a-z0-9:_-]{0,6}$/).filter((word) => word !== 'exec');
const ref = fc.record({ kind, name });
const edges = fc.array(fc.record({ from: ref, to: ref, notify: fc.boolean() }), { maxLength: 4 });

type Body = typeof body extends fc.Arbitrary<infer B> ? B : never;
type Kinds = Readonly<Record<string, readonly (Body & { name: string })[]>>;

const byList = fc.dictionary(
  kind,
  fc.array(fc.record({ name, body }).map((named) => ({ name: named.name, ...named.body }))),
);
const byName = fc
  .dictionary(
    kind,
    fc.dictionary(
      name.filter((word) => !notKeys.includes(word)),
      body,
      { noNullPrototype: true },
    ),
  )
  .map((kinds) =>
    mapValues(kinds, (bodies) => Object.entries(bodies).map(([name, body]) => ({ name, ...body }))),
  );

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function asList({ name, params, meta }: Kinds[string][number]): object {
  return { name, ...params, ...(meta && { meta }) };
}

function asEntry({ name, params, meta }: Kinds[string][number]): [string, object] {
  return [name, { ...params, ...(meta && { meta }) }];
}

const lists = (kinds: Kinds) => mapValues(kinds, (resources) => resources.map(asList));
const maps = (kinds: Kinds) => mapValues(kinds, (resources) => Object.fromEntries(resources.map(asEntry)));

describe.each([
  ['JSON lists', 'f.json', byList, lists, JSON.stringify],
  ['JSON maps', 'f.json', byName, maps, JSON.stringify],
  ['JSON lists as YAML', 'f.yaml', byList, lists, JSON.stringify],
  ['YAML lists', 'f.yaml', byList, lists, stringify],
  ['YAML maps', 'f.yaml', byName, maps, stringify],
] as const)('%s', (_, file, resources, form, write) => {
  test('parseConfig gives back the declarations that were written', () => {
    fc.assert(
      fc.property(resources, edges, (kinds: Kinds, edges) => {
        const { declarations, problems, warnings } = parseConfig(
          write({ resources: form(kinds), edges }),
          file,
        );
        expect([...problems, ...warnings]).toEqual([]);
        expect(declarations.resources.map(({ locate: _, ...rest }) => rest)).toEqual(
          Object.entries(kinds).flatMap(([kind, list]) => list.map((resource) => ({ kind, ...resource }))),
        );
        expect(declarations.edges.map(({ locate: _, ...rest }) => rest)).toEqual(edges);
      }),
    );
  });
});
