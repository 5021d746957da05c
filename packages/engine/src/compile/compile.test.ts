import {
  CLOCK,
  type Declarations,
  definePlugin,
  defineResource,
  nothingToWatch,
  type Problem,
  Problems,
  type Wish,
} from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createEngine } from '../create-engine.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { lookUpMs } from './auto-edges.ts';

const spot = defineResource({
  kind: 'spot',
  description: 'Has a path, and wishes',
  namevar: 'path',
  params: z.strictObject({
    path: z.string().describe('Where'),
    size: z.number().optional().describe('How big'),
    after: z.array(z.string()).default([]).describe('Paths to come after, the first that is there'),
    notify: z.boolean().default(false).describe('Whether those notify it'),
    form: z.enum(['nothing', 'null', 'no list']).optional().describe('How its wishes are malformed'),
    explode: z
      .boolean()
      .default(false)
      .transform((explode) => {
        if (explode) throw new Error('the schema is broken');
        return explode;
      })
      .describe('Whether its schema throws'),
    before: z.string().optional().describe('A path to come before'),
    broken: z.boolean().default(false).describe('Whether the look-up fails'),
    group: z.string().optional().describe('Its group'),
  }),
  watch: () => nothingToWatch,
  identities: ({ path }) => [{ type: 'path', value: path }],
  wishes: async ({ after, before, notify, broken, form }): Promise<Wish[]> => {
    if (form === 'nothing') return undefined as never;
    if (form === 'null') return [null] as never;
    if (form === 'no list') return [{ order: 'after' }] as never;
    if (broken) throw new Error('the look-up service is away');
    const path = (value: string) => ({ type: 'path', value });
    return [
      { anyOf: after.map(path), order: 'after', notify },
      ...(before === undefined ? [] : [{ anyOf: [path(before)], order: 'before' } as const]),
    ];
  },
  groupable: { key: ({ group }) => group },
});

const engine = createEngine({ plugins: [definePlugin({ name: 'spots', resources: [spot] })] });

type Spots = Record<string, Record<string, unknown> & { meta?: Record<string, unknown> }>;

function spots(declared: Spots, edges: string[] = []): Declarations {
  return {
    resources: Object.entries(declared).map(([name, { meta, ...params }], index) => ({
      kind: 'spot',
      name,
      params,
      ...(meta && { meta }),
      locate: (path) => ({ file: 'site.yaml', line: index + 1, column: path.length + 1 }),
    })),
    edges: edges.map((edge, index) => {
      const [, from, arrow, to] = /^(\S+?)(=?>)(\S+)$/.exec(edge)!;
      const ref = (name: string) => ({ kind: 'spot', name });
      return {
        from: ref(from!),
        to: ref(to!),
        notify: arrow === '=>',
        locate: (path) => ({ file: 'site.yaml', line: 100 + index, column: path.length + 1 }),
      };
    }),
  };
}

async function edgesOf(declarations: Declarations): Promise<string[]> {
  const { graph } = await engine.compile(declarations);
  return [...graph.vertices]
    .flatMap((from) =>
      [...graph.successors(from)].map(
        ([to, { notify, auto }]) => `${from.name}${notify ? '=' : ''}>${to.name}${auto ? ' auto' : ''}`,
      ),
    )
    .sort();
}

async function problemsOf(declarations: Declarations): Promise<Problem[]> {
  const error = await engine.compile(declarations).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Problems);
  return [...(error as Problems).problems];
}

test.each<[param: string, value: unknown, message: string, hint: string | undefined]>([
  [
    'notify',
    'yes',
    'Has to be true or false and is a text',
    'Write true or false; yes, no, on and off are texts',
  ],
  ['group', 5, 'Has to be a text and is a number', 'Write it in quotes'],
  ['group', true, 'Has to be a text and is true', 'Write it in quotes'],
  ['group', null, 'Has to be a text and is empty', 'Write "" for an empty text, or leave the key out'],
  ['group', {}, 'Has to be a text and is a map', undefined],
  ['size', '5', 'Has to be a number and is a text', 'Write it without quotes'],
  ['after', '/a', 'Has to be a list and is a text', 'Write a list: [one, two]'],
  ['form', 'other', 'Invalid option: expected one of "nothing"|"null"|"no list"', undefined],
])('a wrong type is told in words of a config file: %s: %j', async (param, value, message, hint) => {
  await expect(engine.compile(spots({ '/x': { [param]: value } }))).rejects.toMatchObject({
    problems: [{ code: 'PARAM_INVALID', message: `spot[/x]: ${param}: ${message}`, hint }],
  });
});

test('a wrong type far within, and among meta parameters, is told in the same words', async () => {
  await expect(
    engine.compile(spots({ '/x': { after: ['/a', 5] }, '/y': { meta: { sema: 'mutex' } } })),
  ).rejects.toMatchObject({
    problems: [
      { message: 'spot[/x]: after.1: Has to be a text and is a number' },
      { message: 'spot[/y]: meta sema: Has to be a list and is a text', hint: 'Write a list: [one, two]' },
    ],
  });
});

describe('compile reports', () => {
  test.each<[string, Declarations, Record<string, unknown>]>([
    [
      'an unknown kind, with the nearest',
      { resources: [{ kind: 'sopt', name: 'a', params: {} }], edges: [] },
      { code: 'KIND_UNKNOWN', hint: 'Did you mean "spot"? Known here: spot' },
    ],
    [
      'an unknown param, with the nearest and its place',
      spots({ a: { siez: 1 } }),
      {
        code: 'PARAM_UNKNOWN',
        message: 'spot[a] has no param "siez"',
        hint: expect.stringContaining('Did you mean "size"?'),
        at: { file: 'site.yaml', line: 1, column: 3 },
      },
    ],
    [
      'a param of the wrong type, with its place',
      spots({ a: { size: 'big' } }),
      {
        code: 'PARAM_INVALID',
        message: expect.stringMatching(/^spot\[a\]: size: .*number/),
        at: { file: 'site.yaml', line: 1, column: 3 },
      },
    ],
    [
      'an unknown meta parameter',
      spots({ a: { meta: { retyr: 1 } } }),
      { code: 'META_UNKNOWN', hint: expect.stringContaining('Did you mean "retry"?'), at: expect.anything() },
    ],
    [
      'a meta parameter of the wrong type',
      spots({ a: { meta: { poll: 'often' } } }),
      { code: 'META_INVALID', message: expect.stringMatching(/^spot\[a\]: meta poll: /) },
    ],
    ['an empty name', spots({ '': {} }), { code: 'NAME_EMPTY' }],
    [
      'a name used twice, with both places',
      { resources: [...spots({ a: {} }).resources, ...spots({ b: {}, a: {} }).resources], edges: [] },
      {
        code: 'RESOURCE_TWICE',
        message: 'spot[a] is declared twice, first at site.yaml:1:1',
        at: { line: 2 },
      },
    ],
    [
      'an edge to nothing, with its end',
      spots({ first: {} }, ['first>frist']),
      {
        code: 'EDGE_END_UNKNOWN',
        hint: expect.stringContaining('Did you mean "spot[first]"?'),
        at: { file: 'site.yaml', line: 100, column: 2 },
      },
    ],
    [
      'a cycle, whole and with the places of its edges',
      spots({ a: {}, b: {}, c: {} }, ['a>b', 'b>c', 'c>a']),
      {
        code: 'GRAPH_CYCLE',
        message: expect.stringMatching(
          /^These resources wait for each other: (spot\[\w\] → ){3}spot\[\w\]\n/,
        ),
      },
    ],
    [
      'an edge to itself',
      spots({ a: {} }, ['a>a']),
      { code: 'GRAPH_CYCLE', message: expect.stringContaining('spot[a] → spot[a]') },
    ],
  ])('%s', async (_what, declarations, expected) => {
    const [problem, ...more] = await problemsOf(declarations);
    expect(more).toEqual([]);
    expect(problem).toMatchObject(expected);
  });

  test('a kind whose schema throws, as a problem of that resource', async () => {
    const [problem] = await problemsOf(spots({ a: { explode: true } }));
    expect(problem).toMatchObject({
      code: 'KIND_FAILED',
      message: expect.stringContaining('the schema is broken'),
    });
  });

  test('no more cycles than anybody reads', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const pairs = names.flatMap((name, index) => [`${name}>t${index}`, `t${index}>${name}`]);
    const declared = Object.fromEntries(
      [...names, ...names.map((_, index) => `t${index}`)].map((name) => [name, {}]),
    );
    expect((await problemsOf(spots(declared, pairs))).length).toBe(20);
  });

  test('everything at once', async () => {
    const problems = await problemsOf(
      spots({ a: { siez: 1, size: 'x', meta: { noop: 3 } }, b: { colour: 1 } }, ['a>z', 'a>b']),
    );
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      'EDGE_END_UNKNOWN',
      'META_INVALID',
      'PARAM_INVALID',
      'PARAM_UNKNOWN',
      'PARAM_UNKNOWN',
    ]);
  });

  test('every independent cycle, each with the place of each edge', async () => {
    const problems = await problemsOf(spots({ a: {}, b: {}, c: {}, d: {} }, ['a>b', 'b>a', 'c>d', 'd>c']));
    expect(problems.map((problem) => problem.code)).toEqual(['GRAPH_CYCLE', 'GRAPH_CYCLE']);
    expect(problems[0]!.message).toContain('spot[a] → spot[b]: site.yaml:100:1');
    expect(problems[0]!.message).toContain('spot[b] → spot[a]: site.yaml:101:1');
  });
});

describe('declared edges', () => {
  test('of one pair become one, which notifies if any does', async () => {
    expect(await edgesOf(spots({ a: {}, b: {} }, ['a=>b', 'a>b']))).toEqual(['a=>b']);
  });
});

describe('params', () => {
  test('take the name where the kind says so, and keep what was given', async () => {
    const { graph } = await engine.compile(spots({ '/a': {}, b: { path: '/elsewhere' } }));
    expect([...graph.vertices].map((vertex) => (vertex.params as { path: string }).path)).toEqual([
      '/a',
      '/elsewhere',
    ]);
  });
});

describe('automatic edges', () => {
  test('lead from the first wished for that is declared, and only from that', async () => {
    const declared = {
      '/a/': {},
      '/a/b/': {},
      '/a/b/c': { after: ['/a/b/', '/a/'] },
      '/a/x': { after: ['/a/y/', '/a/'] },
    };
    expect(await edgesOf(spots(declared))).toEqual(['/a/>/a/x auto', '/a/b/>/a/b/c auto']);
  });

  test('may lead the other way, and may notify', async () => {
    expect(await edgesOf(spots({ a: { before: 'b' }, b: {}, c: { after: ['b'], notify: true } }))).toEqual([
      'a>b auto',
      'b=>c auto',
    ]);
  });

  test('come from every resource of that identity, never from itself', async () => {
    expect(
      await edgesOf(spots({ one: { path: '/p' }, two: { path: '/p' }, me: { path: '/p', after: ['/p'] } })),
    ).toEqual(['one>me auto', 'two>me auto']);
  });

  test('leave a declared edge of the same pair as it is, in either direction', async () => {
    expect(await edgesOf(spots({ a: {}, b: { after: ['a'] } }, ['a=>b']))).toEqual(['a=>b']);
    expect(await edgesOf(spots({ a: {}, b: { after: ['a'] } }, ['b>a']))).toEqual(['b>a']);
  });

  test('give way, with a warning, when they would close a cycle with declared ones', async () => {
    const declarations = spots({ a: {}, b: {}, c: { before: 'a' } }, ['a>b', 'b>c']);
    expect(await edgesOf(declarations)).toEqual(['a>b', 'b>c']);
    expect((await engine.compile(declarations)).warnings.map((warning) => warning.code)).toEqual([
      'AUTO_EDGES_DROPPED',
    ]);
  });

  test('of a resource whose look-up fails are left out with a warning, and the graph still compiles', async () => {
    const declarations = spots({ a: {}, b: { after: ['a'], broken: true }, c: { after: ['a'] } });
    expect(await edgesOf(declarations)).toEqual(['a>c auto']);
    const { warnings } = await engine.compile(declarations);
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['AUTO_EDGES_FAILED', 'spot[b] gets no automatic edges: the look-up service is away'],
    ]);
  });

  test('of a resource whose look-up hangs are left out once the time is over', async () => {
    const clock = new ManualClock();
    const told: unknown[] = [];
    const wishes = (_params: unknown, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', () => told.push(signal.reason));
      return new Promise<never>(() => {});
    };
    const hanging = defineResource({
      kind: 'hanging',
      description: 'Waits',
      params: z.strictObject({}),
      wishes,
    });
    const patient = createEngine({
      plugins: [definePlugin({ name: 'spots', resources: [spot, hanging] })],
      configure: (container) => container.register(CLOCK, { useValue: clock }),
    });
    const { resources } = spots({ a: {}, b: { after: ['a'] } });
    const compiled = patient.compile({
      resources: [{ kind: 'hanging', name: 'h', params: {} }, ...resources],
      edges: [],
    });
    await clock.advance(lookUpMs);
    const { graph, warnings } = await compiled;
    expect(graph.edgeCount).toBe(1);
    expect(told).toHaveLength(1);
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['AUTO_EDGES_FAILED', 'hanging[h] gets no automatic edges: the look-up has not answered within 60 s'],
    ]);
    expect(clock.pending).toBe(0);
  });

  test('are not waited for when the engine stops', async () => {
    const hanging = defineResource({
      kind: 'hanging',
      description: 'Waits',
      params: z.strictObject({}),
      wishes: () => new Promise<never>(() => {}),
    });
    const stopping = createEngine({ plugins: [definePlugin({ name: 'spots', resources: [hanging] })] });
    const changed = stopping.changeOver({
      resources: [{ kind: 'hanging', name: 'h', params: {} }],
      edges: [],
    });
    await stopping.stop();
    await changed;
  });

  test.each(['nothing', 'null', 'no list'])(
    'of a resource that returns them as %s are left out, too',
    async (form) => {
      const { warnings } = await engine.compile(spots({ a: { form } }));
      expect(warnings.map(({ code }) => code)).toEqual(['AUTO_EDGES_FAILED']);
    },
  );

  test('neither begin nor end at a resource with autoedge false', async () => {
    const meta = { autoedge: false };
    expect(await edgesOf(spots({ a: { meta }, b: { after: ['a'] }, c: { after: ['b'], meta } }))).toEqual([]);
  });
});

describe('units', () => {
  const unitsOf = async (declared: Spots) =>
    (await engine.compile(spots(declared))).units
      .map((unit) => unit.map((vertex) => vertex.name).join(''))
      .sort();

  test('hold resources of one kind, one key and one timeout', async () => {
    expect(
      await unitsOf({
        a: { group: 'g' },
        b: { group: 'g' },
        c: { group: 'h' },
        d: {},
        e: { group: 'g', meta: { timeout: 5 } },
        f: { group: 'g', meta: { autogroup: false } },
        g: { group: 'g', meta: { retry: 5, noop: true } },
      }),
    ).toEqual(['abg', 'c', 'd', 'e', 'f']);
  });
});
