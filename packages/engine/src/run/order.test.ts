import { describe, expect, test } from 'vitest';
import { Bench, declare, World } from '../testing/world.ts';
import { largestBatch } from './scheduler.ts';

describe('a first pass', () => {
  test('brings every resource in state, each after what it depends on', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ c: {}, b: {}, a: {} }, 'a>b b>c'));
    const applies = world.calls.filter((call) => call.startsWith('apply'));
    expect(applies).toEqual(['apply a', 'apply b', 'apply c']);
    expect(bench.engine.summary()).toMatchObject({ total: 3, ok: 3, changed: 3, failed: 0 });
    expect(Object.fromEntries(world.cells)).toEqual({ a: 'on', b: 'on', c: 'on' });
  });

  test('begins a resource only once what it depends on has been applied and checked again', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    expect(world.calls).not.toContain('check b');
    expect(await bench.state()).toEqual({ 'cell[a]': 'applying' });
    release();
    await bench.settle();
    expect(world.calls.indexOf('check b')).toBeGreaterThan(world.calls.lastIndexOf('check a'));
  });

  test('runs what does not depend on each other at the same time', async () => {
    const world = new World();
    const releases = [world.hold('apply a'), world.hold('apply b')];
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }));
    expect(await bench.state()).toEqual({ 'cell[a]': 'applying', 'cell[b]': 'applying' });
    for (const release of releases) release();
  });

  test('arms the watch before the check, so that a change during the check is seen', async () => {
    const world = new World();
    world.cells.set('a', 'on');
    const release = world.hold('check a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    expect(world.calls).toEqual(['watch a', 'check a']);
    world.write('a', 'spoilt');
    world.write('a', 'on');
    release();
    await bench.settle();
    expect(world.takeCalls()).toEqual(['watch a', 'check a', 'check a']);
  });

  test('does not check before the watch is armed', async () => {
    const world = new World();
    const release = world.hold('watch a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    expect(world.calls).toEqual(['watch a']);
    release();
    await bench.settle();
    expect(world.cells.get('a')).toBe('on');
  });

  test('in state already, changes nothing', async () => {
    const world = new World();
    world.cells.set('a', 'on');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    expect(world.calls).toEqual(['watch a', 'check a']);
    expect(bench.engine.summary()).toMatchObject({ ok: 1, changed: 0 });
  });
});

describe('drift', () => {
  test('is put back, and nothing but the drifted resource is looked at', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a>b b>c'));
    world.takeCalls();
    world.write('b', 'spoilt');
    await bench.settle();
    expect(world.takeCalls()).toEqual(['check b', 'apply b', 'check b']);
    expect(world.cells.get('b')).toBe('on');
    expect(bench.told('changed', 'cell[b]').at(-1)!.changes).toEqual([
      { property: 'value', from: 'spoilt', to: 'on', secret: false },
    ]);
  });

  test('of two, one right before the other, is put back in order', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    world.takeCalls();
    world.write('b', 'spoilt');
    world.write('a', 'spoilt');
    await bench.settle();
    expect(world.takeCalls()).toEqual(['check a', 'apply a', 'check a', 'check b', 'apply b', 'check b']);
  });

  test('of one member of a unit is answered for that member alone', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { kind: 'batch' }, b: { kind: 'batch' }, c: { kind: 'batch' } }));
    expect(world.takeCalls().filter((call) => call === 'checkAll' || call.startsWith('applyAll'))).toEqual([
      'checkAll',
      'applyAll 3',
      'checkAll',
    ]);
    world.write('b', 'spoilt');
    await bench.settle();
    expect(world.takeCalls()).toEqual([
      'checkAll',
      'check b',
      'applyAll 1',
      'apply b',
      'checkAll',
      'check b',
    ]);
  });
});

describe('a unit', () => {
  const grouped = (names: string) => Object.fromEntries([...names].map((name) => [name, { kind: 'batch' }]));

  test('is one call for all its members, waiting until each may run', async () => {
    const world = new World();
    const release = world.hold('apply p');
    const bench = new Bench(world);
    await bench.run(declare({ p: {}, ...grouped('ab') }, 'p>a'));
    expect(world.calls).not.toContain('checkAll');
    release();
    await bench.settle();
    expect(world.calls.filter((call) => call === 'applyAll 2')).toHaveLength(1);
  });

  test('of very many members is taken in parts, each told before the next begins', async () => {
    const world = new World();
    const names = Array.from({ length: largestBatch + 1 }, (_, index) => `${index}`);
    const bench = new Bench(world);
    let told = -1;
    bench.engine.on((event) => {
      if (event.type === 'state' && event.state === 'applying' && event.id === `batch[${largestBatch}]`)
        told = bench.told('changed').length;
    });
    await bench.run(declare(Object.fromEntries(names.map((name) => [name, { kind: 'batch' }]))));
    expect(world.calls.filter((call) => call.startsWith('applyAll'))).toEqual([
      `applyAll ${largestBatch}`,
      'applyAll 1',
    ]);
    expect(told).toBe(largestBatch);
    expect(bench.engine.summary()).toMatchObject({ ok: largestBatch + 1 });
  });

  test('of very many members that are all blocked is told so to the last', async () => {
    const world = new World();
    world.failing.add('check p');
    const names = Array.from({ length: largestBatch + 1 }, (_, index) => `m${index}`);
    const bench = new Bench(world);
    await bench.run(
      declare(
        { p: {}, ...Object.fromEntries(names.map((name) => [name, { kind: 'batch' }])) },
        names.map((name) => `p>${name}`).join(' '),
      ),
    );
    await bench.settle();
    expect(bench.engine.summary()).toMatchObject({ failed: 1, blocked: largestBatch + 1, pending: 0 });
    expect(bench.told('converged')).toHaveLength(1);
  });

  test('lets a dependent of one member run although another member failed', async () => {
    const world = new World();
    world.failing.add('apply b');
    const bench = new Bench(world);
    await bench.run(declare({ ...grouped('ab'), afterA: {}, afterB: {} }, 'a>afterA b>afterB'));
    expect(await bench.state()).toEqual({
      'batch[a]': 'ok',
      'batch[b]': 'failed',
      'cell[afterA]': 'ok',
      'cell[afterB]': 'blocked',
    });
  });

  describe('whose kind answers for each member by itself', () => {
    /** `spoil` says what comes instead of the answer of applyAll for a member. */
    function oneByOne(world: World, spoil: Record<string, unknown> = {}) {
      const appliedTogether: string[] = [];
      const [cell, batch] = world.plugin.resources;
      const { checkAll, applyAll, ...groupable } = batch!.groupable!;
      const later = {
        ...groupable,
        checkAll: (async (members, signal) =>
          members.map(async (member) => (await checkAll!([member], signal))[0]!)) satisfies typeof checkAll,
        applyAll: (async (members, signal) => {
          appliedTogether.push(members.map(({ ctx }) => ctx.name).join(''));
          return members.map(async (member) => {
            const [result] = await applyAll!([member], signal);
            const { name } = member.ctx;
            return name in spoil ? (spoil[name] as never) : result!;
          });
        }) satisfies typeof applyAll,
      };
      const bench = new Bench(world, {
        plugins: [{ ...world.plugin, resources: [cell!, { ...batch!, groupable: later }] }],
      });
      return { bench, appliedTogether };
    }

    test.each([
      ['check b', ['ac', 'b']],
      ['apply b', ['abc']],
    ])('goes on with the others, together, during %s', async (call, together) => {
      const world = new World();
      const release = world.hold(call);
      const { bench, appliedTogether } = oneByOne(world);
      await bench.run(declare({ ...grouped('abc'), afterA: {}, afterB: {} }, 'a>afterA b>afterB'));
      expect(await bench.state()).toEqual({
        'batch[a]': 'ok',
        'batch[b]': call === 'check b' ? 'checking' : 'applying',
        'batch[c]': 'ok',
        'cell[afterA]': 'ok',
      });
      release();
      await bench.settle();
      expect(await bench.state()).toMatchObject({ 'batch[b]': 'ok', 'cell[afterB]': 'ok' });
      expect(bench.told('changed')).toHaveLength(5);
      expect(appliedTogether).toEqual(together);
    });

    test('is told of a failure, a rejection and a wrong answer by the member that it concerns', async () => {
      const world = new World();
      world.failing.add('apply b');
      const hostile = {
        get status() {
          throw new Error('not to be looked at');
        },
      };
      const c = Promise.reject(new Error('no answer'));
      const { bench } = oneByOne(world, { c, d: 'done', e: hostile });
      await bench.run(declare(grouped('abcdef')));
      expect(await bench.state()).toEqual({
        'batch[a]': 'ok',
        'batch[b]': 'failed',
        'batch[c]': 'failed',
        'batch[d]': 'failed',
        'batch[e]': 'failed',
        'batch[f]': 'ok',
      });
      expect(
        bench
          .told('failed')
          .map(({ id, problem }) => [id, problem.message])
          .sort(),
      ).toEqual([
        ['batch[b]', expect.stringContaining('apply b fails')],
        ['batch[c]', expect.stringContaining('no answer')],
        ['batch[d]', expect.stringContaining('in the form of Promise.allSettled')],
        ['batch[e]', expect.stringContaining('in the form of Promise.allSettled')],
      ]);
    });

    test('has one time limit, and one of the calls that may run at once, until the last is applied', async () => {
      const world = new World();
      world.hold('apply b');
      const { bench } = oneByOne(world);
      const batches = {
        a: { kind: 'batch', meta: { timeout: 5 } },
        b: { kind: 'batch', meta: { timeout: 5 } },
      };
      await bench.run(declare(batches));
      expect(await bench.state()).toEqual({ 'batch[a]': 'ok', 'batch[b]': 'applying' });
      await bench.clock.advance(5_000);
      await bench.settle();
      expect(world.aborted).toEqual(['apply b']);
      expect(await bench.state()).toEqual({ 'batch[a]': 'ok', 'batch[b]': 'failed' });
    });
  });

  test('runs one batch at a time', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare(grouped('ab')));
    const release = world.hold('applyAll 1');
    world.write('a', 'spoilt');
    await bench.settle();
    world.takeCalls();
    world.write('b', 'spoilt');
    await bench.settle();
    expect(world.takeCalls()).toEqual([]);
    release();
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
  });

  test('begins a batch while another runs where its kind says that it may', async () => {
    const world = new World();
    const [cell, batch] = world.plugin.resources;
    const concurrent = { ...batch!, groupable: { ...batch!.groupable!, concurrent: true } };
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [cell!, concurrent] }] });
    await bench.run(declare({ ...grouped('abc'), afterA: {} }, 'a>afterA'));
    const release = world.hold('apply a');
    world.write('a', 'spoilt');
    await bench.settle();
    world.write('b', 'spoilt');
    world.write('afterA', 'spoilt');
    await bench.settle();
    expect([...world.cells]).toEqual([
      ['a', 'spoilt'],
      ['b', 'on'],
      ['c', 'on'],
      ['afterA', 'spoilt'],
    ]);
    release();
    await bench.settle();
    expect(world.cells.get('a')).toBe('on');
    expect(world.cells.get('afterA')).toBe('on');
  });

  test('settles the members that are in state before the others are applied', async () => {
    const world = new World();
    world.cells.set('a', 'on');
    const release = world.hold('apply b');
    const bench = new Bench(world);
    await bench.run(declare({ ...grouped('ab'), afterA: {} }, 'a>afterA'));
    expect(world.cells.get('afterA')).toBe('on');
    release();
  });

  test('is not held up by a predecessor that waits for its next try', async () => {
    const world = new World();
    world.failing.add('check p');
    const bench = new Bench(world);
    await bench.run(declare({ p: { meta: { retry: -1, delay: 1000 } }, ...grouped('ab') }, 'p>a'));
    expect(await bench.state()).toMatchObject({ 'batch[a]': 'blocked', 'batch[b]': 'ok' });
    world.failing.clear();
    await bench.clock.advance(1000);
    expect(await bench.state()).toMatchObject({ 'cell[p]': 'ok', 'batch[a]': 'ok' });
  });

  test.each([
    ['another number of results', async () => [], 'HOOK_ANSWER_WRONG'],
    ['no results', async () => undefined as never, 'HOOK_ANSWER_WRONG'],
    ['results of another form', async () => [[], []] as never, 'HOOK_ANSWER_WRONG'],
    ['an array with holes', async () => new Array(2), 'HOOK_ANSWER_WRONG'],
    ['values with holes', async () => Promise.allSettled([new Array(1), new Array(2)]), 'HOOK_ANSWER_WRONG'],
    ['values of another form', async () => Promise.allSettled([true, true]) as never, 'HOOK_ANSWER_WRONG'],
    ['an error of its own', async () => Promise.reject(new Error('broken')), 'HOOK_FAILED'],
  ])('fails all its members when the group hook gives %s', async (_what, checkAll, code) => {
    const world = new World();
    const batch = world.plugin.resources.find(({ kind }) => kind === 'batch')!;
    const broken = { ...batch, groupable: { ...batch.groupable!, checkAll } };
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [broken] }] });
    await bench.run(declare(grouped('ab')));
    expect(bench.told('failed').map((event) => [event.id, event.problem.code])).toEqual([
      ['batch[a]', code],
      ['batch[b]', code],
    ]);
  });
});
