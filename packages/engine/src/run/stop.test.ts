import { describe, expect, test } from 'vitest';
import { Bench, declare, World } from '../testing/world.ts';

describe('converged', () => {
  test('waits until the graph has been at rest for so long without a break', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    let converged = false;
    void bench.engine.converged(10).then(() => {
      converged = true;
    });
    await bench.clock.advance(9000);
    world.write('a', 'spoilt');
    await bench.clock.advance(9999);
    expect(converged).toBe(false);
    await bench.clock.advance(1);
    expect(converged).toBe(true);
  });

  test('comes at once for an empty graph', async () => {
    const bench = new Bench(new World());
    const converged = bench.engine.converged(0);
    await bench.run({ resources: [], edges: [] });
    await converged;
  });
});

describe('stop', () => {
  test('lets what runs end, begins nothing new, and closes every watch', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, done: {}, grouped: { kind: 'batch' } }, 'a>b'));
    let stopped = false;
    const stopping = bench.engine.stop().then(() => {
      stopped = true;
    });
    await bench.settle();
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(world.cells.get('a')).toBe('on');
    expect(bench.told('changed').map((event) => event.id)).toContain('cell[a]');
    expect(world.calls.join()).not.toMatch(/ b/);
    expect([world.watchCount, world.openSets, bench.clock.pending]).toEqual([0, 0, 0]);
    world.write('done', 'spoilt');
    await bench.settle();
    expect(world.cells.get('done')).toBe('spoilt');
  });

  test('applies nothing that is only being checked', async () => {
    const world = new World();
    const release = world.hold('check a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    const stopping = bench.engine.stop();
    release();
    await stopping;
    expect(world.cells.has('a')).toBe(false);
    expect(await bench.state()).toEqual({ 'cell[a]': 'pending' });
  });

  test('a second time aborts what runs, and its retries are not begun', async () => {
    const world = new World();
    world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { retry: 5 } } }));
    void bench.engine.stop();
    await bench.settle();
    expect(world.aborted).toEqual([]);
    await bench.engine.stop();
    expect(world.aborted).toEqual(['apply a']);
    expect(bench.told('failed').map(({ problem }) => problem.code)).toEqual(['RUN_ABORTED']);
  });

  test('waits for what has left the graph and runs, and reaches it with each rung', async () => {
    const world = new World();
    world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    await bench.run(declare({ b: {} }));
    let stopped = false;
    void bench.engine.stop().then(() => {
      stopped = true;
    });
    await bench.settle();
    expect([stopped, world.aborted]).toEqual([false, []]);
    await bench.engine.stop();
    expect(world.aborted).toEqual(['apply a']);
    expect([world.watchCount, bench.clock.pending]).toEqual([0, 0]);
  });

  test('begins nothing that was to take the place of what runs', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    await bench.run(declare({ a: { value: 'two' } }));
    const stopping = bench.engine.stop();
    release();
    await stopping;
    expect([world.cells.get('a'), world.watchCount]).toEqual(['on', 0]);
  });

  test('a third time raises the kill signal', async () => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const apply: NonNullable<typeof cell>['apply'] = (_changes, _params, ctx) =>
      new Promise((_, reject) => ctx.killSignal.addEventListener('abort', () => reject(new Error('killed'))));
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [{ ...cell!, apply }] }] });
    await bench.run(declare({ a: {} }));
    let stopped = false;
    void bench.engine.stop();
    void bench.engine.stop().then(() => {
      stopped = true;
    });
    await bench.settle();
    expect(stopped).toBe(false);
    await bench.engine.stop();
  });

  test('while a batch waits for a semaphore, the batch is not begun', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const meta = { sema: ['s'] };
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta }, b: { meta } }));
    const stopping = bench.engine.stop();
    release();
    await stopping;
    expect(world.calls.join()).not.toContain(' b');
  });

  test('waits for the watches that a change-over is closing', async () => {
    const world = new World();
    const [cell] = world.plugin.resources;
    let release!: () => void;
    const closed = new Promise<void>((resolve) => {
      release = resolve;
    });
    const watch = () => ({ close: () => closed });
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources: [{ ...cell!, watch }] }] });
    await bench.run(declare({ a: {} }));
    await bench.run(declare({}));
    let stopped = false;
    const stopping = bench.engine.stop().then(() => {
      stopped = true;
    });
    await bench.settle();
    expect(stopped).toBe(false);
    release();
    await stopping;
  });

  test('ends a wait for the rate limit', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { limit: 0.1 } } }));
    world.write('a', 'spoilt');
    await bench.settle();
    world.write('a', 'spoilt again');
    await bench.settle();
    expect(bench.clock.pending).toBe(1);
    await bench.engine.stop();
    expect(bench.clock.pending).toBe(0);
  });

  test('ends a wait for the next try', async () => {
    const world = new World();
    world.failing.add('check a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { meta: { retry: -1, delay: 1000 } } }));
    await bench.engine.stop();
    expect(bench.clock.pending).toBe(0);
  });
});
