import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LOGGER, Problem, type Resource, type ResourceContext } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { answerWrong } from '../errors.ts';
import { Bench, declare, World } from '../testing/world.ts';
import { firstRecheckMs, lastRecheckMs, restAfterFailureMs } from './notices.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function thrower(): never {
  throw new Error('not even that');
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

describe('a failure', () => {
  test('blocks what depends on it, at any distance, and nothing else', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {}, other: {} }, 'a>b b>c'));
    expect(await bench.state()).toEqual({
      'cell[a]': 'failed',
      'cell[b]': 'blocked',
      'cell[c]': 'blocked',
      'cell[other]': 'ok',
    });
    expect(bench.told('blocked').map(({ id, by }) => [id, by])).toEqual([
      ['cell[b]', 'cell[a]'],
      ['cell[c]', 'cell[b]'],
    ]);
    expect(world.calls.join()).not.toMatch(/ [bc]/);
    expect(bench.engine.summary()).toMatchObject({ total: 4, ok: 1, failed: 1, blocked: 2 });
  });

  test('still lets the graph converge', async () => {
    const world = new World();
    world.failing.add('check a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    await bench.engine.converged(0);
    expect(bench.told('converged')).toHaveLength(1);
  });

  test('is tried again when its watch speaks, and frees what it blocked', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    await bench.clock.advance(restAfterFailureMs);
    world.failing.clear();
    world.write('a', 'anything');
    await bench.settle();
    expect(await bench.state()).toEqual({ 'cell[a]': 'ok', 'cell[b]': 'ok' });
  });

  test('is tried again although nothing tells of it, ever more seldom', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    const tries = () => world.calls.filter((call) => call === 'apply a').length;
    for (const wait of [1, 2, 4, 8, 10, 10].map((times) => times * firstRecheckMs)) {
      const before = tries();
      await bench.clock.advance(wait - 1);
      expect(tries()).toBe(before);
      await bench.clock.advance(1);
      expect(tries()).toBe(before + 1);
    }
    world.failing.clear();
    await bench.clock.advance(lastRecheckMs);
    expect(await bench.state()).toEqual({ 'cell[a]': 'ok' });
    expect(bench.clock.pending).toBe(0);

    world.failing.add('apply a');
    world.write('a', 'spoilt');
    await bench.settle();
    world.failing.clear();
    await bench.clock.advance(firstRecheckMs);
    expect(await bench.state()).toEqual({ 'cell[a]': 'ok' });
  });

  test.each(['stop', 'leave'])('leaves no wait behind when it is to %s', async (how) => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    if (how === 'stop') await bench.engine.stop();
    else await bench.run(declare({}));
    expect(bench.clock.pending).toBe(0);
  });

  test('is counted when nothing is left to do, as long as it is in the graph', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a>b'));
    world.failing.clear();
    await bench.clock.advance(firstRecheckMs);
    world.failing.add('apply a');
    world.write('a', 'spoilt');
    await bench.settle();
    await bench.run(declare({ c: {} }));
    expect(bench.told('converged').map(({ failed, blocked }) => [failed, blocked])).toEqual([
      [1, 1],
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  test('that its own attempt gives notice of is not tried without a rest', async () => {
    const world = new World();
    const release = world.hold('apply a');
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    world.write('a', 'half-way');
    release();
    await bench.settle();
    world.write('a', 'half-way');
    await bench.clock.advance(restAfterFailureMs - 1);
    expect(world.calls.filter((call) => call === 'apply a')).toHaveLength(1);
    await bench.clock.advance(1);
    expect(world.calls.filter((call) => call === 'apply a')).toHaveLength(2);
  });

  test('that has passed leaves no rest behind', async () => {
    const world = new World();
    world.failing.add('apply b');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    world.write('b', 'half-way');
    await bench.settle();
    world.failing.clear();
    world.write('a', 'spoilt');
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
    world.write('b', 'spoilt');
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
    expect(bench.clock.pending).toBe(0);
  });

  test('is tried again when something it depends on has changed', async () => {
    const world = new World();
    world.failing.add('apply b');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    world.failing.clear();
    world.write('a', 'spoilt');
    await bench.settle();
    expect(await bench.state()).toEqual({ 'cell[a]': 'ok', 'cell[b]': 'ok' });
  });

  test('leaves a dependent that is in state alone', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    world.failing.add('apply a');
    world.write('a', 'spoilt');
    expect(await bench.state()).toEqual({ 'cell[a]': 'failed', 'cell[b]': 'ok' });
    world.write('b', 'spoilt');
    expect(await bench.state()).toEqual({ 'cell[a]': 'failed', 'cell[b]': 'blocked' });
  });

  test('is told when a difference is left after apply', async () => {
    const world = new World();
    world.stuck.add('a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    expect(bench.told('failed')[0]!.problem).toMatchObject({
      code: 'APPLY_INCOMPLETE',
      message: 'cell[a] still differs after it was applied: value',
    });
    expect(bench.told('changed')).toEqual([]);
    expect(world.calls.filter((call) => call === 'apply a')).toHaveLength(1);
  });

  test('is not what drift between an apply and the check after it is taken for', async () => {
    const world = new World();
    const applied = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    const checked = world.hold('check a');
    applied();
    await bench.settle();
    world.write('a', 'spoilt');
    checked();
    await bench.settle();
    expect(world.cells.get('a')).toBe('on');
    expect(world.takeCalls().join()).toMatch(/apply a,check a,check a,apply a,check a,watch b,check b/);
    expect([bench.told('failed'), bench.told('blocked')]).toEqual([[], []]);
    expect(bench.told('changed', 'cell[a]')).toHaveLength(2);
  });

  test('is told when that goes on', async () => {
    const world = new World();
    world.stuck.add('a');
    const bench = new Bench(world);
    const applied = world.hold('apply a');
    await bench.run(declare({ a: {} }));
    world.write('a', 'half-way');
    const appliedAgain = world.hold('apply a');
    applied();
    await bench.settle();
    world.write('a', 'half-way');
    appliedAgain();
    await bench.settle();
    expect(world.calls.filter((call) => call === 'apply a')).toHaveLength(2);
    expect(bench.told('failed').map(({ problem }) => problem.code)).toEqual(['APPLY_INCOMPLETE']);
  });

  test.each([
    [
      'a problem of the plugin, as it is',
      new Problem('CELL_LOCKED', 'The cell is locked', { hint: 'Unlock it' }),
      'CELL_LOCKED',
    ],
    ['anything else, as unexpected', new TypeError('x is not a function'), 'HOOK_FAILED'],
    ['not even an error', 'just text', 'HOOK_FAILED'],
  ])('tells %s', async (_what, thrown, code) => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const check = () => {
      throw thrown;
    };
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [{ ...cell!, check }] }] });
    await bench.run(declare({ a: {} }));
    const { problem } = bench.told('failed')[0]!;
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(thrown instanceof Error ? thrown.message : thrown);
  });

  test.each([undefined, true, 'changed', [undefined], new Array(2), [{ from: 1, to: 2 }]])(
    'is told when a check returns %j instead of changes',
    async (answer) => {
      const world = new World();
      const [cell] = world.plugin.resources;
      const bench = new Bench(world, {
        plugins: [{ ...world.plugin, resources: [{ ...cell!, check: () => answer as never }] }],
      });
      await bench.run(declare({ a: { meta: { sema: ['one'] } }, b: { meta: { sema: ['one'] } } }));
      expect(bench.told('failed').map(({ id, problem }) => [id, problem.code])).toEqual([
        ['cell[a]', 'HOOK_ANSWER_WRONG'],
        ['cell[b]', 'HOOK_ANSWER_WRONG'],
      ]);
    },
  );

  test('is told by the form of a wrong answer, without its values', async () => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const answer = [{ prop: 'password', from: 'hunter2', to: { text: 'hunter3' }, secret: true }, null];
    const bench = new Bench(world, {
      plugins: [{ ...world.plugin, resources: [{ ...cell!, check: () => answer as never }] }],
    });
    await bench.run(declare({ a: {} }));
    expect(bench.told('failed')[0]!.problem.message).toBe(
      'check of cell must return a list of changes and returned ' +
        '[{ prop: string, from: string, to: { text: string }, secret: boolean }, null]',
    );
  });

  test.each([
    ['what throws when it is looked at', revoked()],
    ['[number, number, number, number, number, … (20 in all)]', new Array(20).fill(7)],
    ['{ a: { b: { c: … } } }', { a: { b: { c: { d: {} } } } }],
  ])('is told by the form of a wrong answer, as in %s', (form, answer) => {
    const { message } = answerWrong('check', 'cell', 'a list of changes', answer);
    expect(message).toBe(`check of cell must return a list of changes and returned ${form}`);
  });

  test.each([
    ['an object without a prototype', Object.create(null)],
    ['a revoked proxy', revoked()],
    ['an object that throws when it is inspected', { [inspect.custom]: thrower }],
    ['an error whose message is a symbol', Object.assign(new Error(), { message: Symbol('x') })],
    ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: thrower })],
    ['an error whose name throws', Object.defineProperty(new Error(), 'name', { get: thrower })],
    ['a problem of another make', Object.assign(new Error(), { name: 'Problem', code: 7, hint: 9 })],
  ])('is told whatever was thrown: %s', async (_what, thrown) => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const thrownBy = (name: string): Resource<{ value: string }> => ({
      ...cell!,
      kind: name,
      [name]: () => {
        throw thrown;
      },
    });
    const kinds = ['check', 'apply', 'watch', 'identities', 'wishes'];
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: kinds.map(thrownBy) }] });
    await bench.run(declare(Object.fromEntries(kinds.map((kind) => [kind, { kind }]))));
    expect(bench.told('failed').map(({ id, problem }) => [id, problem.code])).toEqual([
      ['check[check]', 'HOOK_FAILED'],
      ['apply[apply]', 'HOOK_FAILED'],
    ]);
    expect(bench.engine.summary()).toMatchObject({ ok: 3, failed: 2 });
    const { warnings } = bench.told('graph')[0]!;
    const all = [...warnings, ...bench.told('warning').map(({ problem }) => problem)];
    expect(all.map(({ code }) => code)).toEqual([
      'AUTO_EDGES_FAILED',
      'AUTO_EDGES_FAILED',
      'WATCH_NOT_ARMED',
    ]);
  });

  test('is told for a kind that differs and has no apply', async () => {
    const world = new World();
    const { apply: _left, ...readOnly } = world.plugin.resources[0]!;
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [readOnly] }] });
    await bench.run(declare({ a: {} }));
    expect(bench.told('failed')[0]!.problem.code).toBe('APPLY_MISSING');
  });

  test('keeps the output of the run it belongs to', async () => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const bench = new Bench(world, {
      plugins: [
        {
          ...world.plugin,
          resources: [
            {
              ...cell!,
              apply: (_changes, _params, ctx) => {
                ctx.output('x'.repeat(70_000));
                ctx.output('the end');
                throw new Error('no');
              },
            },
          ],
        },
      ],
    });
    await bench.run(declare({ a: {} }));
    const { output } = bench.told('failed')[0]!;
    expect(output).toHaveLength(64 * 1024);
    expect(output.endsWith('xthe end')).toBe(true);
  });
});

test('output of one run is not told with the next', async () => {
  const world = new World();
  const [cell] = world.plugin.resources;
  let run = 0;
  const check = (_params: unknown, ctx: { output(text: string): void }) => {
    run += 1;
    ctx.output(`run ${run}`);
    return [];
  };
  const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [{ ...cell!, check }] }] });
  await bench.run(declare({ a: {} }));
  world.write('a', 'spoilt');
  await bench.settle();
  expect(bench.told('output').map(({ output }) => output)).toEqual(['run 1', 'run 2']);
});

test('output is let go of once it is told', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const size = 64 * 1024;
  const count = 400;
  const world = new World();
  const [cell] = world.plugin.resources;
  const check = (_params: unknown, ctx: { output(text: string): void }) => {
    ctx.output(randomBytes(size / 2).toString('hex'));
    return [];
  };
  const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [{ ...cell!, check }] }] });
  const names = Array.from({ length: count }, (_, index) => `${index}`);
  const graph = declare(Object.fromEntries(names.map((name) => [name, {}])));
  collect();
  const before = process.memoryUsage().heapUsed;
  await bench.run(graph);
  await bench.engine.converged(0);
  expect(bench.told('output').map(({ output }) => output.length)).toEqual(names.map(() => size));
  bench.events.splice(0);
  await bench.settle();
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((count * size) / 2);
  expect(bench.engine.summary()).toMatchObject({ ok: count });
});

test('how far an apply has come is told when a person would see a difference, and only while it runs', async () => {
  const world = new World();
  const [cell] = world.plugin.resources;
  let late: ResourceContext | undefined;
  const resource: Resource<{ value: string }> = {
    ...cell!,
    apply(_changes, { value }, ctx) {
      for (const percent of [-1, 49.6, 50.4, 50, 180]) ctx.progress({ step: 'writing', percent });
      ctx.progress({ step: 'waiting' });
      world.cells.set(ctx.name, value);
      late = ctx;
    },
  };
  const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [resource] }] });
  await bench.run(declare({ a: {} }));
  late!.progress({ step: 'too late' });
  const id = 'cell[a]';
  const type = 'progress';
  expect(bench.told('progress')).toEqual([
    { type, id, step: 'writing', percent: 0 },
    { type, id, step: 'writing', percent: 50 },
    { type, id, step: 'writing', percent: 100 },
    { type, id, step: 'waiting' },
  ]);
});

test('a secret change reaches no event with its values', async () => {
  const world = new World();
  const bench = new Bench(world);
  world.cells.set('a', 'old-password');
  await bench.run(declare({ a: { value: 'new-password', secret: true } }));
  expect(world.cells.get('a')).toBe('new-password');
  expect(bench.told('changed')[0]!.changes).toEqual([{ property: 'value', secret: true }]);
  expect(JSON.stringify(bench.events)).not.toContain('password');
});

test('a listener that throws disturbs nothing', async () => {
  const world = new World();
  const bench = new Bench(world);
  bench.engine.on(() => {
    throw new Error('listener');
  });
  await bench.run(declare({ a: {} }));
  expect(bench.engine.summary().ok).toBe(1);
});

test('what goes wrong inside the engine fails what it was about to run, and nothing else', async () => {
  const world = new World();
  const error = () => {
    throw new Error('the log is full');
  };
  const bench = new Bench(world, {
    configure: (container) => container.register(LOGGER, { useValue: { ...silent, error } }),
  });
  const hit = new Set(['cell[a]', 'batch[c]']);
  const end = bench.engine.on((event) => {
    if (event.type === 'state' && event.state === 'applying' && hit.has(event.id))
      throw new Error('listener');
  });
  const meta = { sema: ['one'] };
  const cells = { a: { meta }, b: { meta }, c: { kind: 'batch' }, d: { kind: 'batch' }, e: {} };
  await bench.run(declare(cells));
  expect(bench.told('failed').map(({ id, problem }) => [id, problem.code])).toEqual([
    ['batch[c]', 'ENGINE_FAILED'],
    ['batch[d]', 'ENGINE_FAILED'],
    ['cell[a]', 'ENGINE_FAILED'],
  ]);
  expect(bench.engine.summary()).toMatchObject({ ok: 2, failed: 3 });
  expect(bench.told('converged')).toHaveLength(1);
  end();
  await bench.clock.advance(restAfterFailureMs);
  for (const name of 'acd') world.write(name, 'spoilt');
  await bench.settle();
  expect(bench.engine.summary()).toMatchObject({ ok: 5 });
});
