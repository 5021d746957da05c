import type { Resource } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { settled } from '../testing/manual-clock.ts';
import { Bench, declare, World } from '../testing/world.ts';
import { firstRecheckMs } from './notices.ts';
import { fallbackPollSeconds } from './watches.ts';

const count = (world: World, call: string) => world.calls.filter((one) => one === call).length;

describe('meta parameter', () => {
  test('noop only checks, and lets its dependents run', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { noop: true } }, b: {} }, 'a>b'));
    expect(world.cells.get('a')).toBeUndefined();
    expect(world.cells.get('b')).toBe('on');
    expect(bench.told('would-change').map(({ id, changes }) => [id, changes[0]!.to])).toEqual([
      ['cell[a]', 'on'],
    ]);
    expect(bench.engine.summary()).toMatchObject({ ok: 2, changed: 1, wouldChange: 1 });
    await bench.engine.converged(0);
  });

  test('noop of one member keeps it from being applied with its unit', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { kind: 'batch', meta: { noop: true } }, b: { kind: 'batch' } }));
    expect(world.calls).toContain('applyAll 1');
    expect(world.cells.has('a')).toBe(false);
    expect(world.cells.get('b')).toBe('on');
  });

  test('noop for the whole engine applies nothing', async () => {
    const world = new World();
    const bench = new Bench(world, { noop: true });
    await bench.run(declare({ a: {}, b: { kind: 'batch' } }, 'a=>b'));
    expect(world.cells.size).toBe(0);
    expect(world.calls.join()).not.toMatch(/apply|refresh/);
  });

  test('noop of what can not be looked at before another one has changed is unclear, and no failure', async () => {
    const world = new World();
    for (const name of ['check b', 'check c', 'check other']) world.failing.add(name);
    const bench = new Bench(world, { noop: true });
    await bench.run(declare({ a: {}, b: { meta: { retry: 3 } }, c: {}, other: {} }, 'a>b b>c'));
    expect(bench.told('unclear').map(({ id, by }) => [id, by])).toEqual([
      ['cell[b]', 'cell[a]'],
      ['cell[c]', 'cell[b]'],
    ]);
    expect(bench.told('failed').map(({ id }) => id)).toEqual(['cell[other]']);
    expect(bench.engine.summary()).toMatchObject({ ok: 3, wouldChange: 3, failed: 1 });
  });

  test('a failure is one, though what it comes after is noop and would change', async () => {
    const world = new World();
    world.failing.add('check b');
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { noop: true } }, b: {} }, 'a>b'));
    expect(bench.told('failed').map(({ id }) => id)).toEqual(['cell[b]']);
  });

  test('retry tries so often again, each after the delay, then fails', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { retry: 2, delay: 500 } } }));
    expect(bench.told('retrying').map(({ delayMs, left }) => [delayMs, left])).toEqual([[500, 1]]);
    await bench.clock.advance(499);
    expect(count(world, 'apply a')).toBe(1);
    await bench.clock.advance(501);
    expect(count(world, 'apply a')).toBe(3);
    expect(await bench.state()).toEqual({ 'cell[a]': 'failed' });
    await bench.clock.advance(firstRecheckMs - 1);
    expect(count(world, 'apply a')).toBe(3);
  });

  test('retry -1 never gives up, and keeps the graph from converging', async () => {
    const world = new World();
    world.failing.add('check a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { retry: -1, delay: 10 } } }));
    await bench.clock.advance(1000);
    expect(count(world, 'check a')).toBe(101);
    expect(bench.told('failed')).toEqual([]);
    expect(bench.told('converged')).toEqual([]);
  });

  test('retry is counted anew after a success', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { retry: 1, delay: 10 } } }));
    for (let round = 0; round < 3; round += 1) {
      world.failing.add('check a');
      world.write('a', 'spoilt');
      await bench.settle();
      world.failing.clear();
      await bench.clock.advance(10);
      expect(await bench.state()).toEqual({ 'cell[a]': 'ok' });
    }
  });

  test.each(['check a', 'apply a', 'refresh a after apply'])('timeout aborts %s', async (call) => {
    const world = new World();
    world.hold(call);
    const bench = new Bench(world);
    await bench.run(declare({ p: {}, a: { meta: { timeout: 200 } } }, 'p=>a'));
    await bench.clock.advance(199);
    expect(bench.told('failed')).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.told('failed').map(({ id, problem }) => [id, problem.code])).toEqual([
      ['cell[a]', 'TIMED_OUT'],
    ]);
    expect(world.aborted).toEqual([call]);
  });

  test('timeout leaves no timer behind when the hook was in time', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { timeout: 200 } } }));
    expect(bench.clock.pending).toBe(0);
  });

  test('poll checks at intervals instead of watching', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { poll: 5 } } }));
    expect(world.watchCount).toBe(0);
    world.write('a', 'spoilt');
    await bench.clock.advance(4999);
    expect(world.cells.get('a')).toBe('spoilt');
    await bench.clock.advance(1);
    expect(world.cells.get('a')).toBe('on');
    world.takeCalls();
    await bench.clock.advance(10_000);
    expect(count(world, 'check a')).toBe(2);
  });

  test('poll -1 checks once and then never again', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { poll: -1 } } }));
    world.write('a', 'spoilt');
    await bench.clock.advance(1_000_000);
    expect(world.cells.get('a')).toBe('spoilt');
    expect(bench.clock.pending).toBe(0);
  });

  test('limit answers so many notices a second, burst at once, and loses none', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { limit: 2, burst: 3 } } }));
    world.takeCalls();
    for (let notice = 0; notice < 10; notice += 1) {
      world.write('a', `spoilt ${notice}`);
      await bench.settle();
    }
    expect(count(world, 'apply a')).toBe(3);
    expect(world.cells.get('a')).toBe('spoilt 9');
    expect(bench.told('converged')).toHaveLength(4);
    expect(bench.told('unconverged')).toHaveLength(4);
    await bench.clock.advance(500);
    expect(world.cells.get('a')).toBe('on');
    expect(count(world, 'apply a')).toBe(4);
    expect(bench.told('converged')).toHaveLength(5);
  });

  test('burst is not saved up beyond its size', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { limit: 1, burst: 2 } } }));
    world.write('a', 'spoilt');
    await bench.clock.advance(60_000);
    world.takeCalls();
    for (let notice = 0; notice < 5; notice += 1) {
      world.write('a', 'spoilt');
      await bench.settle();
    }
    expect(count(world, 'apply a')).toBe(2);
  });

  test('limit makes no debts: what waited and was answered otherwise has used nothing up', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, s: { meta: { limit: 1 } } }, 'a=>s'));
    world.write('s', 'spoilt');
    await bench.settle();
    for (let round = 0; round < 100; round += 1) {
      world.write('s', 'spoilt');
      await bench.settle();
      expect(world.cells.get('s')).toBe('spoilt');
      // Refreshes s, and so puts it right before its time.
      world.write('a', 'spoilt');
      await bench.settle();
      expect(world.cells.get('s')).toBe('on');
    }
    world.write('s', 'spoilt');
    await bench.clock.advance(999);
    expect(world.cells.get('s')).toBe('spoilt');
    await bench.clock.advance(1);
    expect(world.cells.get('s')).toBe('on');
  });

  test('sema lets so many in at once', async () => {
    const world = new World();
    const releases = new Map([...'abc'].map((name) => [name, world.hold(`apply ${name}`)]));
    const meta = { sema: ['disk:2'] };
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta }, b: { meta }, c: { meta }, free: {} }));
    expect(world.calls.filter((call) => call.startsWith('apply')).sort()).toEqual([
      'apply a',
      'apply b',
      'apply free',
    ]);
    releases.get('a')!();
    await bench.settle();
    expect(world.calls).toContain('apply c');
    for (const release of releases.values()) release();
  });

  test('sema lets in resources, not units: one that has its own shares none, and is watched all the same', async () => {
    const world = new World();
    const release = world.hold('applyAll 1');
    const restart = { kind: 'batch', meta: { sema: ['restart'] } };
    const bench = new Bench(world);
    await bench.run(declare({ a: restart, b: restart, c: restart }));
    expect(world.calls).toEqual(['checkAll', 'check a', 'applyAll 1']);
    release();
    await bench.settle();
    expect(count(world, 'applyAll 1')).toBe(3);
    expect(bench.engine.summary()).toMatchObject({ ok: 3 });
    world.write('b', 'spoilt');
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
    await bench.engine.stop();
    expect([world.watchCount, world.openSets]).toEqual([0, 0]);
  });

  test('sema of one resource keeps its neighbours waiting for nothing', async () => {
    const world = new World();
    const release = world.hold('check x');
    const meta = { sema: ['s'] };
    const bench = new Bench(world);
    await bench.run(declare({ x: { meta }, a: { kind: 'batch' }, b: { kind: 'batch', meta } }));
    expect([world.cells.get('a'), world.cells.get('b')]).toEqual(['on', undefined]);
    release();
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
  });

  test('sema for the whole engine limits everything', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world, { sema: 1 });
    await bench.run(declare({ a: {}, b: {} }));
    expect(world.calls).toEqual(['watch a', 'check a', 'apply a']);
    release();
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
  });

  test.each([
    ['each for itself', undefined],
    ['grouped', {}],
    ['grouped, and taken on while others run', { concurrent: true }],
    ['checked and applied together', { together: true }],
  ])('sema for the whole engine counts resources that are %s', async (_how, grouping) => {
    const running = { now: 0, most: 0 };
    const during = async <T>(by: number, call: () => Promise<T>): Promise<T> => {
      running.now += by;
      running.most = Math.max(running.most, running.now);
      try {
        // Until everything has begun that may.
        await settled();
        return await call();
      } finally {
        running.now -= by;
      }
    };
    const world = new World();
    const [cell, batch] = world.plugin.resources as [Resource, Resource];
    const { checkAll, applyAll } = batch.groupable!;
    const resource: Resource = {
      ...cell,
      check: (params, ctx) => during(1, async () => cell.check!(params, ctx)),
      apply: (changes, params, ctx) => during(1, async () => cell.apply!(changes, params, ctx)),
      ...(grouping && {
        groupable: {
          key: () => '',
          concurrent: 'concurrent' in grouping,
          ...('together' in grouping && {
            checkAll: (members, signal) => during(members.length, () => checkAll!(members, signal)),
            applyAll: (members, signal) => during(members.length, () => applyAll!(members, signal)),
          }),
        },
      }),
    };
    const bench = new Bench(world, { sema: 2, plugins: [{ ...world.plugin, resources: [resource] }] });
    await bench.run(declare(Object.fromEntries([...'abcde'].map((name) => [name, {}]))));
    await bench.engine.converged(0);
    expect(running.most).toBe(2);
    expect(bench.engine.summary()).toMatchObject({ ok: 5, changed: 5 });
  });

  test('sema for the whole engine lets all of a unit be blocked', async () => {
    const world = new World();
    world.failing.add('check p');
    const batch = { kind: 'batch' };
    const bench = new Bench(world, { sema: 1 });
    await bench.run(declare({ p: {}, a: batch, b: batch, c: batch }, 'p>a p>b p>c'));
    expect(bench.engine.summary()).toMatchObject({ failed: 1, blocked: 3 });
    expect(bench.told('converged')).toHaveLength(1);
  });

  test('autogroup false keeps a resource out of its unit', async () => {
    const world = new World();
    const meta = { autogroup: false };
    const bench = new Bench(world);
    await bench.run(declare({ a: { kind: 'batch', meta }, b: { kind: 'batch' }, c: { kind: 'batch' } }));
    expect(world.calls.filter((call) => call.startsWith('applyAll')).sort()).toEqual([
      'applyAll 1',
      'applyAll 2',
    ]);
    expect(world.watchCount).toBe(3);
  });

  test('hidden keeps its place in the order and does nothing', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, h: { meta: { hidden: true } }, b: {} }, 'a>h h>b'));
    expect(await bench.state()).toEqual({ 'cell[a]': 'failed', 'cell[h]': 'blocked', 'cell[b]': 'blocked' });
    world.failing.clear();
    await bench.clock.advance(1000);
    world.write('a', 'spoilt');
    expect(await bench.state()).toEqual({ 'cell[a]': 'ok', 'cell[h]': 'ok', 'cell[b]': 'ok' });
    expect(world.calls.join()).not.toContain(' h');
  });
});

describe('a resource that nothing tells about', () => {
  test('is polled when its kind has no watch', async () => {
    const world = new World();
    const { watch: _left, ...unwatched } = world.plugin.resources[0]!;
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [unwatched] }] });
    await bench.run(declare({ a: {} }));
    world.write('a', 'spoilt');
    await bench.clock.advance(fallbackPollSeconds * 1000);
    expect(world.cells.get('a')).toBe('on');
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a promise of null', Promise.resolve(null)],
  ])('is polled when its watch returns %s', async (_what, watch) => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const resources = [{ ...cell!, watch: () => watch as never }];
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources }] });
    await bench.run(declare({ a: {} }));
    world.cells.set('a', 'spoilt');
    await bench.clock.advance(fallbackPollSeconds * 1000);
    expect(world.cells.get('a')).toBe('on');
  });

  test('is polled with one warning while its watch can not be armed, and watched as soon as it can', async () => {
    const world = new World();
    world.failing.add('watch a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    await bench.clock.advance(fallbackPollSeconds * 3000);
    expect(count(world, 'watch a')).toBe(4);
    expect(bench.told('warning').map(({ problem }) => problem.code)).toEqual(['WATCH_NOT_ARMED']);
    world.failing.clear();
    await bench.clock.advance(fallbackPollSeconds * 1000);
    expect(world.watchCount).toBe(1);
    expect(bench.clock.pending).toBe(0);
  });

  test('is neither watched nor polled when the engine is told so', async () => {
    const world = new World();
    const bench = new Bench(world, { watch: false });
    await bench.run(declare({ a: {}, b: { meta: { poll: 1 } } }));
    expect(world.watchCount).toBe(0);
    expect(bench.clock.pending).toBe(0);
  });
});

test('nothing is tried again when everything is to be looked at once', async () => {
  const world = new World();
  world.failing.add('check a');
  const bench = new Bench(world, { watch: false, noop: true });
  await bench.run(declare({ a: { meta: { retry: -1 } } }));
  await bench.engine.converged(0);
  expect(await bench.state()).toEqual({ 'cell[a]': 'failed' });
});

test.each(['killSignal', 'signal'] as const)('many may listen to the %s of hooks', async (which) => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  const world = new World();
  const [cell] = world.plugin.resources;
  const hear = (signal: AbortSignal) => signal.addEventListener('abort', () => {});
  const resource: Resource<{ value: string }> = {
    ...cell!,
    check(_params, ctx) {
      hear(ctx[which]);
      return [];
    },
    watch(_params, _notify, ctx) {
      for (let part = 0; part < 16; part += 1) hear(ctx[which]);
      return { close() {} };
    },
    wishes(_params, { signal }) {
      hear(signal);
      return [];
    },
  };
  const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [resource] }] });
  await bench.run(declare(Object.fromEntries([...'abcdefghijklmnop'].map((name) => [name, {}]))));
  await bench.settle();
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
