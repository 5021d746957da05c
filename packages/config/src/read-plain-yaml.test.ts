import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseYamlTree } from './parse-yaml-tree.ts';
import { readPlainYaml } from './read-plain-yaml.ts';

/** Reads in both ways and compares. Whether the fast one took it on. */
function readsAlike(text: string): boolean {
  const value = readPlainYaml(text);
  if (value === undefined) return false;
  const tree = parseYamlTree(text, 'f.yaml');
  expect([...tree.problems, ...tree.warnings]).toEqual([]);
  expect(value).toStrictEqual(tree.value);
  // The order of keys is that of the declarations.
  expect(JSON.stringify(value)).toBe(JSON.stringify(tree.value));
  return true;
}

const scalars = [
  ...['yes', 'off', 'y', 'null', 'Null', 'nULL', '~', '~a', 'true', 'TRUE', 'tRUE', 'False', 'nan'],
  ...['0', '-0', '+1', '-a', '--', '1_000', '1:30', '1.2.3', '1.', '.5', '.', '..', '1e3', '1.5E-3', '1e'],
  ...['0899', '08', '0b1', '9007199254740993', '1e999', '12345678901234567890123', '0x', '0o8'],
  ...['2001-01-01', "it's", 'a#b', 'a:b', ':a', '?a', 'a b # c', 'a,b', 'a\\nb', '$?', '$? c'],
  ...['"a" ', "'a''b'", '"\\x41\\u00e9\\U0001F600\\t\\/\\e"', '"\u2028"', '\u{1F600}\u0085\u2028'],
  ...['"a\n    b"', '"a \\\n    b"', "'a\n\n    b'", 'a\n    b\n\n    c', 'a\n    # b', '\n    a\n    b'],
  ...['[]', '{}', '[a, "b", {c: 1}, [ ]]', '{a, b: , "c":1}', '[a: b, c]', '[\n    a,\n    b\n    ]'],
  ...['|\n    a\n     b\n\n    c\n\n', '|-\n    a\n\n', '|+\n    a\n\n', '| # c\n    a\n', '|\n', '|+\n\n'],
  ...['>\n    a\n    b\n\n    c\n      d\n    e\n', '>-\n    a\n', '>+\n    a\n\n', '>\n\n    a\n'],
  ...['|\n    #!/bin/sh\n    [ $? -eq 0 ] && b > c\n', '|\n    %a\n    a:\n    \tb\n    ...\n    ---\n'],
];

const documents = [
  'a: b',
  'a: b\n# c\n\n# d\n',
  '---\na: b\n',
  '--- # c\na: b\n',
  'a:\r\n  - b\r\n  - |\r\n    c\r\n    d\r\n',
  'a:\n- b\n- c\nd:\n  - - e\n    - f\n  -\n  - g: h\n    i: j\n',
  '"a b": 1\n\'c\': 2\n1.10: e\ntrue: f\n0644: g\n',
  '? a\n: b\n',
  'constructor: a\ntoString: {valueOf: b, hasOwnProperty: c}\n',
  '{"a": [1, -2.5e3, true, null, "\\u00e9\\n"], "b": {}}',
  'a:\n# c\n  - b\n\n# d\n  - e: # f\n      g\n',
  'z: 1\n10: 2\n9: 3\n',
];

/** Each is a mistake, has to be warned of, or is read otherwise by the library without places. */
const treeOnly = [
  ...['', '# c\n', 'text', '- a', '5', 'null', '---\n', 'a: b\n---\nc: d\n', 'a: b\n...\n', '...\na: b\n'],
  ...['a: 0644', 'a: 0o644', 'a: 0x1F', 'a: .inf', 'a: .NaN', 'a: &x b', 'a: *x', 'a: !!str b', '&x a: b'],
  ...['a: 1\na: 2\n', '"a": 1\na: 2\n', '<<: {a: b}', '{<<: {a: b}}', '__proto__: a', '"__proto__": a'],
  ...['[a]: b', '{a: b}: c', ': a', '? [a]\n: b', '%YAML 1.1\n---\na: b\n', '%X\n---\na: b\n', 'a: b: c'],
  ...['a: "b', "a: 'b", 'a: [b', 'a: {b', 'a:\n\tb: c', 'a: @b', 'a: `b`', 'a: "\\q"', 'a: "b" c', ' a: b'],
  ...['a: b\n c: d', 'a:\n  b: 1\n c: 2', 'a: b\rc: d\r', 'a: \0', 'a: \x01', 'a: \uFEFFb', 'a: |\n  b\n '],
  ...['a:\n- "b"c: d\n', 'a:\n- "b" c: d\n', "a:\n- 'b'? \n    c\n", 'a: |1\n  b\n  \n', 'a: "b\\\n\n  c"'],
  ...['{a: b\n# c\n}', 'a:\n# c\n\n  b\nc: d\n', 'a:\n# b\n   >+\nc:\n', 'a: |\n  b\n \t# c\n'],
  '{a" # b\n  :c}',
  'a:\n- ? b\n  \t? |\n    c\n  : - d\n',
  `a: ${'['.repeat(150)}${']'.repeat(150)}`,
];

describe('readPlainYaml', () => {
  test.each([...scalars.map((scalar) => `k: ${scalar}\nx:\n  - ${scalar}\n`), ...documents])(
    'reads %j as the syntax tree does',
    (text) => {
      expect(readsAlike(text)).toBe(true);
    },
  );

  test.each(treeOnly)('leaves %j to the syntax tree', (text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  test('reads the examples of the documentation', () => {
    const examples = new URL('../../../docs/examples/', import.meta.url);
    const names = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(readsAlike(readFileSync(new URL(name, examples), 'utf8'))).toBe(true);
  });
});

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    ...['', '0644', 'yes', 'null', '~', '- x', '? x', 'a: b', 'a #b', '#c', ' a', 'a ', '\ta', 'a\tb', '*a'],
    ...['---', '<<', '\n', 'x\n', 'x\n\n', '\nx', 'x\ny', 'x\n\n  y\nz\n', '"', "'", '\\', '[x]', '}\n'],
    'a text so long that whoever writes it to a file will have to fold it into several lines',
  ),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.maxSafeInteger(), fc.boolean()),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const style = fc.record(
  {
    indent: fc.integer({ min: 1, max: 5 }),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20, 80),
    blockQuote: fc.constantFrom<boolean | 'folded' | 'literal'>(true, false, 'folded', 'literal'),
    singleQuote: fc.constantFrom(true, false, null),
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    defaultStringType: fc.constantFrom(
      'PLAIN',
      'QUOTE_DOUBLE',
      'QUOTE_SINGLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    ),
    nullStr: fc.constantFrom('null', '~', ''),
    directives: fc.constantFrom(true, null),
  } as const,
  { requiredKeys: [] },
);
const written = fc
  .tuple(fc.dictionary(word, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), style)
  .map(([map, options]) => stringify(map, options));

const pieces = fc.constantFrom(
  ...['a', 'b', '1', '-', '- ', ': ', ':', ':\n', '? ', '\n', '\n ', '\n  ', '\n    ', ' ', '# c', '\n#c\n'],
  ...['"', "'", '"x"', "'y'", '[', ']', '{', '}', ', ', '|', '>', '|\n', '>-\n', '|+\n', '|2\n', '\t', '...'],
  ...['\n---\n', '%', '@', '!', '&a ', '*a', '\\', '\\\n', '\\x41', '~', '0x1', '07', '1e3', '<<', '\r'],
  ...['\r\n', '\u0085', '\uFEFF', '\uD800', 'a: b\n', '- a\n', '  b: c\n', 'k: |\n  t\n', '    c\n'],
);
const soup = fc
  .tuple(fc.constantFrom('', 'k:\n', 'k: ', 'k:\n- ', '{k: ['), fc.array(pieces, { maxLength: 12 }))
  .map(([start, parts]) => `${start}${parts.join('')}\n`);

const spoilt = fc
  .tuple(
    written,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.option(pieces)), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((rest, [place, length, piece]) => {
      const at = place % (rest.length + 1);
      return `${rest.slice(0, at)}${piece ?? ''}${rest.slice(at + length)}`;
    }, text),
  );

describe('readPlainYaml reads as the syntax tree does, or not at all,', () => {
  test.each([
    ['what the library writes in any style', written, 0.6],
    ['what was spoilt afterwards', spoilt, 0.2],
    ['pieces of syntax in any order', soup, 0.02],
  ] as const)('%s', (_, texts, expected) => {
    let runs = 0;
    let taken = 0;
    fc.assert(
      fc.property(texts, (text) => {
        runs += 1;
        if (readsAlike(text)) taken += 1;
      }),
      { numRuns: 3000 },
    );
    expect(taken / runs).toBeGreaterThan(expected);
  });
});
