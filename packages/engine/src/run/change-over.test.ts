import { Problems, STATE_STORE } from '@homeostat/resource';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench, declare, World } from '../testing/world.ts';

describe('changeOver', () => {
  test('leaves alone what is declared as before', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a>b b>c'));
    world.takeCalls();
    await bench.run(declare({ a: {}, b: { value: 'off' }, d: {}, c: {} }, 'a>b d>c'));
    expect(world.takeCalls().sort()).toEqual([
      'apply b',
      'apply d',
      'check b',
      'check b',
      'check d',
      'check d',
      'watch b',
      'watch d',
    ]);
    expect(bench.told('graph').at(-1)).toMatchObject({
      members: 4,
      edges: 2,
      added: 1,
      replaced: 1,
      removed: 0,
      kept: 2,
    });
    expect(bench.told('removed')).toEqual([]);
  });

  test('tells which resources are not in the graph any more', async () => {
    const bench = new Bench(new World());
    await bench.run(declare({ a: {}, b: {}, c: {} }));
    await bench.run(declare({ a: {}, c: { value: 'off' } }));
    expect(bench.told('removed').map(({ id }) => id)).toEqual(['cell[b]']);
  });

  test('keeps the watch of a member whose unit changed', async () => {
    const world = new World();
    const bench = new Bench(world);
    const batch = { kind: 'batch' };
    await bench.run(declare({ a: batch, b: batch, c: batch }));
    world.takeCalls();
    await bench.run(declare({ a: batch, b: batch, d: batch }, 'a>d d>b'));
    expect(
      world
        .takeCalls()
        .filter((call) => call.startsWith('check '))
        .sort(),
    ).toEqual(['check d', 'check d']);
    expect(world.openSets).toBe(1);
    expect([...world.watched].map(([name, set]) => [name, set.size])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 0],
      ['d', 1],
    ]);
    world.write('a', 'spoilt');
    await bench.settle();
    expect(world.cells.get('a')).toBe('on');
  });

  test('closes the shared watch with its last member', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { kind: 'batch', group: 'x' }, b: { kind: 'batch', group: 'y' } }));
    expect(world.openSets).toBe(2);
    await bench.run(declare({ b: { kind: 'batch', group: 'y' } }));
    expect(world.openSets).toBe(1);
  });

  test('waits for what is being applied before that is declared anew', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { value: 'one' }, b: {} }));
    const changing = bench.run(declare({ a: { value: 'two' }, b: {} }));
    await bench.settle();
    world.write('b', 'spoilt');
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
    expect(world.calls.filter((call) => call === 'watch a')).toHaveLength(1);
    release();
    await changing;
    expect(world.cells.get('a')).toBe('two');
    expect(world.watchCount).toBe(2);
  });

  test('does not wait for what is being applied and stays', async () => {
    const world = new World();
    const release = world.hold('apply slow');
    const bench = new Bench(world);
    await bench.run(declare({ slow: {} }));
    await bench.run(declare({ slow: {}, b: {}, after: {} }, 'slow>after'));
    expect(world.cells.get('b')).toBe('on');
    expect(world.calls.join()).not.toContain('after');
    release();
    await bench.settle();
    expect(world.cells.get('after')).toBe('on');
    expect(world.calls.filter((call) => call === 'apply slow')).toHaveLength(1);
  });

  test('starts nothing that leaves the graph, while it waits for what runs', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { value: 'one' }, b: {} }, 'a>b'));
    const changing = bench.run(declare({ a: { value: 'two' } }));
    release();
    await changing;
    expect(world.cells.get('a')).toBe('two');
    expect(world.calls.join()).not.toMatch(/ b/);
  });

  test('converges although something that was due left the graph', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    await bench.run(declare({ a: {} }));
    release();
    await bench.engine.converged(0);
    expect(bench.engine.summary()).toMatchObject({ total: 1, ok: 1 });
  });

  test('does not put a new member into a batch beside a running one of its unit', async () => {
    const world = new World();
    const release = world.hold('applyAll 1');
    const bench = new Bench(world);
    await bench.run(declare({ a: { kind: 'batch' } }));
    await bench.run(declare({ a: { kind: 'batch' }, b: { kind: 'batch' } }));
    expect(world.calls.filter((call) => call === 'checkAll')).toHaveLength(1);
    release();
    await bench.settle();
    expect(world.cells.get('b')).toBe('on');
  });

  test('hands on a refresh that was asked for while it waited', async () => {
    const world = new World();
    for (const name of 'ks') world.cells.set(name, 'on');
    const release = world.hold('check slow');
    const forgetful = { get: async () => undefined, set: async () => {}, delete: async () => {} };
    const bench = new Bench(world, {
      configure: (container) => container.register(STATE_STORE, { useValue: forgetful }),
    });
    await bench.run(declare({ k: {}, s: {}, slow: {} }, 'k=>s'));
    const changing = bench.run(
      declare({ k: {}, s: { meta: { retry: 1 } }, slow: { value: 'other' } }, 'k=>s'),
    );
    await bench.settle();
    world.takeCalls();
    world.write('k', 'spoilt');
    await bench.settle();
    release();
    await changing;
    expect(world.takeCalls()).toContain('refresh s');
  });

  test('tells what it waits for, and counts as unconverged until it is done', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: { value: 'one' } }));
    const release = world.hold('check a');
    world.write('a', 'spoilt');
    await bench.settle();
    const next = bench.run(declare({ b: {} }));
    await bench.settle();
    expect(bench.told('waiting').map(({ ids }) => ids)).toEqual([['cell[a]']]);
    let converged = false;
    void bench.engine.converged(0).then(() => {
      converged = true;
    });
    release();
    await Promise.resolve();
    expect(converged).toBe(false);
    await next;
    await bench.settle();
    expect(converged).toBe(true);
    expect(world.cells.get('b')).toBe('on');
    const rests = bench.events
      .filter(({ type }) => type === 'converged' || type === 'graph')
      .map(({ type }) => type);
    expect(rests).toEqual(['graph', 'converged', 'graph', 'converged']);
  });

  test('that fails is no beginning: nothing is told', async () => {
    const bench = new Bench(new World());
    await bench.engine.changeOver(declare({ b: {} }, 'b>nothing')).catch(() => {});
    expect(bench.events).toEqual([]);
  });

  test('that fails is no change: it converges again', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    await bench.engine.changeOver(declare({ b: {} }, 'b>nothing')).catch(() => {});
    await bench.engine.converged(0);
  });

  test('closes a shared watch although a member would not leave it', async () => {
    const world = new World();
    const batch = world.plugin.resources.find(({ kind }) => kind === 'batch')!;
    let open = 0;
    const watchAll = () => {
      open += 1;
      return {
        add() {},
        remove() {
          throw Object.create(null);
        },
        close() {
          open -= 1;
        },
      };
    };
    const resources = [{ ...batch, groupable: { ...batch.groupable!, watchAll } }];
    const bench = new Bench(world, { plugins: [{ ...world.plugin, resources }] });
    await bench.run(declare({ a: { kind: 'batch' }, b: { kind: 'batch' } }));
    await bench.engine.stop();
    expect(open).toBe(0);
  });

  test('takes place although a watch does not close, whatever it throws', async () => {
    const world = new World();
    const [cell] = world.plugin.resources;
    const close = () => {
      throw Object.assign(new Error(), { message: Symbol('no words') });
    };
    const bench = new Bench(world, {
      plugins: [{ ...world.plugin, resources: [{ ...cell!, watch: () => ({ close }) }] }],
    });
    await bench.run(declare({ a: {}, b: {} }));
    await bench.run(declare({ c: {} }));
    expect(bench.engine.summary()).toMatchObject({ total: 1, ok: 1 });
  });

  test('is given up when the engine stops meanwhile', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { value: 'one' } }));
    const changing = bench.run(declare({ a: { value: 'two' } }));
    await bench.settle();
    const stopping = bench.engine.stop();
    release();
    await Promise.all([changing, stopping]);
    expect(bench.told('graph')).toHaveLength(1);
    expect(world.cells.get('a')).toBe('one');
  });

  test('to a graph with an error leaves the old one running', async () => {
    const world = new World();
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    await expect(bench.engine.changeOver(declare({ b: {} }, 'b>nothing'))).rejects.toThrow(Problems);
    world.write('a', 'spoilt');
    await bench.settle();
    expect(world.cells.get('a')).toBe('on');
    expect(bench.told('graph')).toHaveLength(1);
  });

  test('frees what a removed failure blocked', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    await bench.run(declare({ b: {} }));
    expect(await bench.state()).toMatchObject({ 'cell[b]': 'ok' });
  });

  test('tries a failed resource again when its declaration changes', async () => {
    const world = new World();
    world.failing.add('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: {} }));
    world.failing.clear();
    await bench.run(declare({ a: { meta: { retry: 1 } } }));
    expect(await bench.state()).toEqual({ 'cell[a]': 'ok' });
  });

  test('goes one at a time, in the order asked for', async () => {
    const world = new World();
    const release = world.hold('apply a');
    const bench = new Bench(world);
    await bench.run(declare({ a: { value: '1' } }));
    const both = [bench.run(declare({ a: { value: '2' } })), bench.run(declare({ a: { value: '3' } }))];
    release();
    await Promise.all(both);
    expect(world.cells.get('a')).toBe('3');
    expect(bench.engine.summary().total).toBe(1);
  });

  test('from any graph to any other touches only the difference, loses no watch, and ends like a fresh start', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyGraph(), { minLength: 2, maxLength: 4 }),
        anyFailing(),
        async (graphs, failing) => {
          const world = new World();
          for (const call of failing) world.failing.add(call);
          const bench = new Bench(world);
          for (const [index, graph] of graphs.entries()) {
            const before = graphs[index - 1]?.cells ?? {};
            const statesBefore = await bench.state();
            world.takeCalls();
            await bench.run(declare(graph.cells, graph.edges));
            for (const [name, cell] of Object.entries(graph.cells)) {
              const kept = JSON.stringify(before[name]) === JSON.stringify(cell);
              if (!kept || statesBefore[`${cell.kind}[${name}]`] !== 'ok') continue;
              expect(world.calls).not.toContain(`watch ${name}`);
              if (!graph.edges.includes(`=>${name}`)) expect(world.calls).not.toContain(`check ${name}`);
            }
            const states = await bench.state();
            for (const [name, { size }] of world.watched) {
              const cell = graph.cells[name];
              const state = cell && states[`${cell.kind}[${name}]`];
              // One that is blocked may never have had its turn.
              expect(state === 'blocked' && size === 0 ? 1 : size, `watches of ${name}`).toBe(cell ? 1 : 0);
            }
          }
          const last = graphs.at(-1)!;
          if (failing.length === 0) {
            const fresh = new Bench(new World());
            await fresh.run(declare(last.cells, last.edges));
            expect(outcome(bench, last)).toEqual(outcome(fresh, last));
          }

          world.failing.clear();
          await bench.clock.advance(1000);
          for (const name of Object.keys(last.cells)) world.write(name, 'spoilt');
          await bench.settle();
          for (const [name, cell] of Object.entries(last.cells))
            expect(world.cells.get(name)).toBe(cell.value);

          await bench.engine.stop();
          expect([world.watchCount, world.openSets, bench.clock.pending]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** How the resources of a graph stand, and what is in their cells. */
function outcome(bench: Bench, graph: AnyGraph) {
  const { ms: _, changed: __, ...counts } = bench.engine.summary();
  return { counts, cells: Object.keys(graph.cells).map((name) => [name, bench.world.cells.get(name)]) };
}

interface AnyGraph {
  readonly cells: Record<string, { kind: string; value: string }>;
  readonly edges: string;
}

function anyGraph(): fc.Arbitrary<AnyGraph> {
  const cell = fc.record({ kind: fc.constantFrom('cell', 'batch'), value: fc.constantFrom('1', '2') });
  return fc
    .record({
      cells: fc.dictionary(fc.constantFrom(...'abcdefg'), cell, { maxKeys: 7, noNullPrototype: true }),
      pairs: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.boolean()), { maxLength: 10 }),
    })
    .map(({ cells, pairs }) => ({
      cells,
      edges: pairs
        .map(([from, to, notify]) => ['abcdefg'[from]!, 'abcdefg'[to]!, notify] as const)
        .filter(([from, to]) => from < to && cells[from] && cells[to])
        .map(([from, to, notify]) => `${from}${notify ? '=>' : '>'}${to}`)
        .join(' '),
    }));
}

function anyFailing(): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom('apply a', 'check b', 'apply c', 'apply e'), { maxLength: 2 });
}
