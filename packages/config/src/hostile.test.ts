import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

const pieces = [
  ...'{}[],:-?!&*#|>%@`"\'\\~\n\t\r \0\x02\x18\x1f\x85\u2028\uFEFF\uD800',
  ...[
    'a',
    '0644',
    '<<: ',
    '*a ',
    '&a ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '!!set ',
    '__proto__: ',
    'null',
    '1e999',
  ],
  ...[
    'resources:',
    'noop:',
    'exec:',
    '\n  ',
    '\n- ',
    ': ',
    'name: ',
    'meta: ',
    'require: ',
    'edges:',
    'from: ',
    'a[b]',
  ],
  ...[
    '"resources": ',
    '"name": ',
    '{"edges": [',
    '}]',
    '"a"',
    '\\u0000',
    'pollint: ',
    'collect: [',
    'graph: ',
  ],
];

describe.each(['f.yaml', 'f.json'])('parseConfig of %s', (file) => {
  test('never throws, and every problem has its place', () => {
    const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const { declarations, problems, warnings } = parseConfig(text, file);
        for (const { at, hint } of [...problems, ...warnings]) {
          expect(at).toMatchObject({ file, line: expect.any(Number), column: expect.any(Number) });
          expect(hint).toBeTruthy();
        }
        for (const { locate } of [...declarations.resources, ...declarations.edges]) {
          expect(locate!(['params', 'a', 0])!.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3000 },
    );
  });

  // In the library, some thousand levels abort the whole process.
  test.each(['[', '{"a":', '- ', '? ', '[{a: '])('refuses 50,000 times "%s"', (open) => {
    expect(parseConfig(open.repeat(50_000), file).problems).toHaveLength(1);
  });

  test('refuses closed brackets that are too deep', () => {
    const text = `{"resources": {"x": {"y": {"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}}}}`;
    expect(parseConfig(text, file).problems).toMatchObject([{ code: 'NESTED_TOO_DEEP' }]);
  });

  test('reads values up to the depth that is allowed', () => {
    const text = (depth: number) =>
      `{"resources": {"x": {"y": {"a": ${'['.repeat(depth)}1${']'.repeat(depth)}}}}}`;
    expect(parseConfig(text(96), file)).toMatchObject({
      problems: [],
      declarations: { resources: [{ name: 'y' }] },
    });
    expect(parseConfig(text(97), file).problems).toMatchObject([{ code: 'NESTED_TOO_DEEP' }]);
  });

  test('takes out __proto__ wherever it stands', () => {
    const text =
      '{"resources": {"x": {"y": {"a": {"__proto__": {"polluted": 1}}, "__proto__": {"polluted": 1}}}}}';
    const { declarations, problems } = parseConfig(text, file);
    expect(problems.map(({ code }) => code)).toEqual(['KEY_RESERVED', 'KEY_RESERVED']);
    const { params } = declarations.resources[0]!;
    expect(Object.getOwnPropertyNames(params)).toEqual(['a']);
    expect(Object.getOwnPropertyNames(params.a)).toEqual([]);
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
    expect('polluted' in params || 'polluted' in (params.a as object)).toBe(false);
  });

  test('reads names and kinds that every object has, and "<<" in quotes', () => {
    const text = '{"resources": {"constructor": {"toString": {"valueOf": 1, "<<": 2}}}}';
    expect(parseConfig(text, file)).toMatchObject({
      problems: [],
      declarations: {
        resources: [{ kind: 'constructor', name: 'toString', params: { valueOf: 1, '<<': 2 } }],
      },
    });
  });

  test('reads 300,000 numbers in one line', () => {
    const numbers = Array.from({ length: 300_000 }, (_, index) => index);
    const text = `{"resources": {"noop": {"a": {"numbers": ${JSON.stringify(numbers)}}}}}`;
    expect(parseConfig(text, file).declarations.resources[0]?.params).toEqual({ numbers });
  });

  test('reads 100,000 names in one map', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `"n${index}": {}`);
    const { declarations } = parseConfig(`{"resources": {"noop": {${names.join(', ')}}}}`, file);
    expect(declarations.resources).toHaveLength(100_000);
  });
});

test('parseConfig refuses values that aliases make too deep', () => {
  const levels = Array.from(
    { length: 200 },
    (_, index) => `      a${index + 1}: &a${index + 1} [*a${index}]\n`,
  );
  const text = `resources:\n  x:\n    y:\n      a0: &a0 1\n${levels.join('')}`;
  const { problems } = parseConfig(text, 'f.yaml');
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['NESTED_TOO_DEEP']));
});

test.each([
  '{"password": hunter2}',
  '{"password": "hunter2',
  '["hunter2" hunter2]',
  'password: [] hunter2',
  '- a\n]hunter2',
  'password: |hunter2',
  'password: !hunter2',
  'password: *hunter2',
  'password: &hunter2 [*hunter2]',
  'a: &hunter2 1\npassword: *hunter2x',
  'graph: 7007007',
  'graph: 07007007',
  'graph: 7007007700700770070077007007',
  'resources: {x: {y: hunter2}}',
])('parseConfig quotes no value of %s', (text) => {
  for (const file of ['f.yaml', 'f.json']) {
    const { problems, warnings } = parseConfig(text, file);
    expect(problems.length + warnings.length).toBeGreaterThan(0);
    for (const { message, hint } of [...problems, ...warnings])
      expect(`${message} ${hint}`).not.toMatch(/hunter2|7007/);
  }
});
