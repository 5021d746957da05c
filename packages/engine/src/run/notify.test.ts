import { describe, expect, test } from 'vitest';
import { Bench, declare, World } from '../testing/world.ts';

const refreshes = (world: World) => world.takeCalls().filter((call) => call.startsWith('refresh'));

describe('a notify edge', () => {
  test('refreshes its target when its source was changed, and a plain edge does not', async () => {
    const world = new World();
    for (const name of 'abc') world.cells.set(name, 'on');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>b a>c'));
    expect(refreshes(world)).toEqual([]);
    world.write('a', 'spoilt');
    await bench.settle();
    expect(refreshes(world)).toEqual(['refresh b']);
    expect(bench.told('refreshed').map((event) => event.id)).toEqual(['cell[b]']);
  });

  test('tells the refresh what was applied just before, and refreshes once', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a=>b'));
    expect(refreshes(world)).toEqual(['refresh b after apply']);
    expect(bench.told('changed', 'cell[b]')).toHaveLength(1);
    expect(bench.told('refreshed', 'cell[b]')).toHaveLength(1);
  });

  test('is answered once, however often its source is checked', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a=>b'));
    refreshes(world);
    world.write('a', 'on');
    await bench.settle();
    expect(refreshes(world)).toEqual([]);
  });

  test('is passed on by what a refresh did', async () => {
    const world = new World();
    for (const name of 'abc') world.cells.set(name, 'on');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>b b=>c'));
    world.write('a', 'spoilt');
    await bench.settle();
    expect(refreshes(world)).toEqual(['refresh b', 'refresh c']);
  });

  test('never leaks to another member of the unit', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: { kind: 'batch' }, c: { kind: 'batch' } }, 'a=>b'));
    expect(refreshes(world)).toEqual(['refresh b after apply']);
  });

  test('to a resource that fails is kept until it succeeds', async () => {
    const world = new World();
    for (const name of 'ab') world.cells.set(name, 'on');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: { meta: { retry: 1, delay: 100 } } }, 'a=>b'));
    world.failing.add('refresh b');
    world.write('a', 'spoilt');
    await bench.settle();
    world.failing.clear();
    world.takeCalls();
    await bench.clock.advance(100);
    expect(refreshes(world)).toEqual(['refresh b']);
    await bench.clock.advance(10_000);
    expect(refreshes(world)).toEqual([]);
  });

  test.each(['check b', 'apply b'])(
    'that comes during "%s" of its target is answered after a check that began later',
    async (call) => {
      const world = new World();
      for (const name of 'ab') world.cells.set(name, 'on');
      const bench = new Bench(world);
      await bench.run(declare({ a: {}, b: {} }, 'a=>b'));
      const release = world.hold(call);
      world.write('b', 'spoilt');
      await bench.settle();
      world.write('a', 'spoilt');
      await bench.settle();
      world.takeCalls();
      release();
      await bench.settle();
      const calls = world.takeCalls();
      expect(calls.slice(calls.indexOf('check b'))).toEqual(['check b', 'check b', 'refresh b']);
      expect(bench.told('refreshed', 'cell[b]')).toHaveLength(1);
    },
  );

  test('passes on a change although the refresh after it failed', async () => {
    const world = new World();
    world.failing.add('refresh b after apply');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>b b=>c'));
    expect(bench.told('changed').map((event) => event.id)).toContain('cell[b]');
    expect(await bench.state()).toMatchObject({ 'cell[b]': 'failed', 'cell[c]': 'blocked' });
    world.cells.set('c', 'on');
    world.failing.clear();
    await bench.clock.advance(1000);
    world.write('b', 'on');
    await bench.settle();
    expect(refreshes(world)).toContain('refresh c');
  });

  test('does not act from or on a resource that is noop', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(
      declare({ a: { meta: { noop: true } }, b: {}, c: { meta: { noop: true } } }, 'a=>b b=>c'),
    );
    expect(refreshes(world)).toEqual([]);
    expect(bench.told('would-refresh').map((event) => event.id)).toEqual(['cell[c]']);
  });

  test('is told by a dry run, along all that would pass it on', async () => {
    const world = new World();
    for (const name of 'bcd') world.cells.set(name, 'on');
    const bench = new Bench(world, { noop: true });
    await bench.run(declare({ a: {}, b: {}, c: {}, d: {} }, 'a=>b b=>c c>d'));
    expect(bench.told('would-refresh').map(({ id }) => id)).toEqual(['cell[b]', 'cell[c]']);
    expect(refreshes(world)).toEqual([]);
    world.write('a', 'on');
    world.write('b', 'on');
    await bench.settle();
    expect(bench.told('would-refresh')).toHaveLength(2);
  });

  test('is not told of what is not noop, by a source that is', async () => {
    const world = new World();
    for (const name of 'bc') world.cells.set(name, 'on');
    const bench = new Bench(world);
    await bench.run(
      declare({ a: { meta: { noop: true } }, b: {}, c: { meta: { noop: true } } }, 'a=>b a=>c'),
    );
    expect(bench.told('would-refresh').map(({ id }) => id)).toEqual(['cell[c]']);
    expect(refreshes(world)).toEqual([]);
  });

  test('leaves the graph unconverged until it was answered', async () => {
    const world = new World();
    for (const name of 'ab') world.cells.set(name, 'on');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a=>b'));
    const release = world.hold('refresh b');
    world.write('a', 'spoilt');
    await bench.settle();
    const before = bench.told('converged').length;
    release();
    await bench.settle();
    expect(before).toBe(1);
    expect(bench.told('converged')).toHaveLength(2);
    expect(bench.told('unconverged')).toHaveLength(1);
  });
});
