import { LOGGER, STATE_STORE, type StateStore } from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { Bench, declare, World } from '../testing/world.ts';
import { MemoryStateStore } from './memory-state-store.ts';
import { restAfterFailureMs } from './notices.ts';

const graph = declare({ a: {}, b: {} }, 'a=>b');
const refreshes = (world: World) => world.takeCalls().filter((call) => call.startsWith('refresh'));

function benchWith(world: World, store: StateStore, warnings: string[] = []): Bench {
  return new Bench(world, {
    configure(container) {
      const log = { debug() {}, info() {}, warn: (text: string) => warnings.push(text), error() {} };
      container.register(STATE_STORE, { useValue: store });
      container.register(LOGGER, { useValue: log });
    },
  });
}

/** A world in which `a` was just put right, and its engine was stopped before `b` could be refreshed. */
async function stoppedBetween(store: StateStore): Promise<World> {
  const world = new World();
  world.cells.set('b', 'on');
  const release = world.hold('check b');
  const bench = benchWith(world, store);
  await bench.run(graph);
  const stopping = bench.engine.stop();
  release();
  await stopping;
  expect(world.cells.get('a')).toBe('on');
  expect(refreshes(world)).toEqual([]);
  return world;
}

describe('a refresh that a stop came before', () => {
  test('is made up for by the next start, once', async () => {
    const store = new MemoryStateStore();
    const world = await stoppedBetween(store);
    await benchWith(world, store).run(graph);
    expect(refreshes(world)).toEqual(['refresh b']);
    await benchWith(world, store).run(graph);
    expect(refreshes(world)).toEqual([]);
  });

  test('is told by a dry run, which leaves it owed', async () => {
    const store = new MemoryStateStore();
    const world = await stoppedBetween(store);
    const dry = new Bench(world, {
      noop: true,
      configure: (container) => container.register(STATE_STORE, { useValue: store }),
    });
    await dry.run(graph);
    expect(dry.told('would-refresh').map(({ id }) => id)).toEqual(['cell[b]']);
    await benchWith(world, store).run(graph);
    expect(refreshes(world)).toEqual(['refresh b']);
  });

  test('is not owed to what has not been notified', async () => {
    const store = new MemoryStateStore();
    await stoppedBetween(store);
    const world = new World();
    world.cells.set('b', 'on');
    await benchWith(world, store).run(declare({ b: {} }));
    expect(refreshes(world)).toEqual([]);
  });
});

test('a refresh is owed from before the change on', async () => {
  const store = new MemoryStateStore();
  const world = new World();
  world.hold('apply a');
  await benchWith(world, store).run(graph);
  const next = new World();
  for (const name of 'ab') next.cells.set(name, 'on');
  await benchWith(next, store).run(graph);
  expect(refreshes(next)).toEqual(['refresh b']);
});

describe('a refresh that what it listens to asks for by its own refresh', () => {
  const chain = declare({ a: {}, b: {}, c: {}, d: {} }, 'a=>b b=>c d>c');

  async function nextStart(store: StateStore): Promise<string[]> {
    const world = new World();
    for (const name of 'abcd') world.cells.set(name, 'on');
    await benchWith(world, store).run(chain);
    return refreshes(world);
  }

  test('is owed over a kill', async () => {
    const store = new MemoryStateStore();
    const world = new World();
    for (const name of 'bcd') world.cells.set(name, 'on');
    world.hold('refresh c');
    await benchWith(world, store).run(chain);
    expect(refreshes(world)).toEqual(['refresh b', 'refresh c']);
    expect(await nextStart(store)).toEqual(['refresh c']);
  });

  test('is owed over a stop while something else blocks it', async () => {
    const store = new MemoryStateStore();
    const world = new World();
    for (const name of 'bc') world.cells.set(name, 'on');
    world.failing.add('check d');
    const bench = benchWith(world, store);
    await bench.run(chain);
    await bench.engine.stop();
    expect(refreshes(world)).toEqual(['refresh b']);
    expect(await nextStart(store)).toEqual(['refresh c']);
  });
});

test('a refresh that was asked for again while it ran stays owed', async () => {
  const store = new MemoryStateStore();
  const world = new World();
  for (const name of 'ab') world.cells.set(name, 'on');
  const bench = benchWith(world, store);
  await bench.run(graph);
  const refreshed = world.hold('refresh b');
  world.write('a', 'spoilt');
  await bench.settle();
  world.hold('apply a');
  world.write('a', 'spoilt again');
  await bench.settle();
  refreshed();
  await bench.settle();
  expect(await store.get('refresh of cell[b]')).toBe(true);
});

test.each(['apply a', 'set'])(
  'what a change-over lets listen to a resource during its "%s" is owed a refresh over a stop',
  async (during) => {
    const kept = new MemoryStateStore();
    let answer = () => {};
    let slow = during === 'set';
    const store: StateStore = {
      get: (id) => kept.get(id),
      set: async (id, value) => {
        if (slow)
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
        await kept.set(id, value);
      },
      delete: (id) => kept.delete(id),
    };
    const world = new World();
    for (const name of 'bc') world.cells.set(name, 'on');
    const applied = world.hold('apply a');
    const bench = benchWith(world, store);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>b'));
    slow = false;
    const changing = bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>b a=>c'));
    await bench.settle();
    answer();
    await changing;
    expect(world.calls.at(-1)).toBe('apply a');
    expect(await kept.get('refresh of cell[c]')).toBe(true);
    applied();
    await bench.settle();
    expect(refreshes(world).sort()).toEqual(['refresh b', 'refresh c']);
    expect(await kept.get('refresh of cell[c]')).toBeUndefined();
  },
);

test('an apply that failed half-way is followed by a refresh once it is in state, whoever put it there', async () => {
  const world = new World();
  world.cells.set('b', 'on');
  world.failing.add('apply a');
  const bench = new Bench(world);
  await bench.run(graph);
  await bench.clock.advance(1000);
  world.write('a', 'on');
  await bench.settle();
  expect(refreshes(world)).toEqual(['refresh b']);
});

describe('an apply that failed half-way is followed by a refresh of what listened to it', () => {
  async function halfDone(world: World): Promise<Bench> {
    const bench = new Bench(world);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>b'));
    world.failing.add('apply a');
    world.write('a', 'spoilt');
    expect(await bench.state()).toMatchObject({ 'cell[a]': 'failed', 'cell[b]': 'ok' });
    await bench.clock.advance(restAfterFailureMs);
    world.takeCalls();
    return bench;
  }

  test('once it has left the graph', async () => {
    const world = new World();
    const bench = await halfDone(world);
    await bench.run(declare({ b: {}, c: {} }));
    expect(refreshes(world)).toEqual(['refresh b']);
    await bench.run(declare({ b: {} }));
    expect(refreshes(world)).toEqual([]);
  });

  test('once it is in state, though that does not listen to it any more', async () => {
    const world = new World();
    const bench = await halfDone(world);
    await bench.run(declare({ a: {}, b: {} }, 'a>b'));
    expect(await bench.state()).toMatchObject({ 'cell[a]': 'failed', 'cell[b]': 'ok' });
    expect(refreshes(world)).toEqual([]);
    world.failing.clear();
    world.write('a', 'on');
    await bench.settle();
    expect(refreshes(world)).toEqual(['refresh b']);
  });

  test('not while something else holds that up', async () => {
    const world = new World();
    const bench = await halfDone(world);
    world.failing.add('check c');
    world.write('c', 'spoilt');
    await bench.settle();
    await bench.run(declare({ b: {}, c: {} }, 'c>b'));
    expect(await bench.state()).toMatchObject({ 'cell[b]': 'ok' });
    expect(refreshes(world)).toEqual([]);
    await bench.clock.advance(restAfterFailureMs);
    world.failing.clear();
    world.write('c', 'on');
    await bench.settle();
    expect(refreshes(world)).toEqual(['refresh b']);
  });
});

test('a resource that is declared anew is still owed its refresh', async () => {
  const world = new World();
  world.cells.set('b', 'on');
  const release = world.hold('check b');
  const bench = new Bench(world);
  await bench.run(graph);
  const changing = bench.run(declare({ a: {}, b: { meta: { retry: 1 } } }, 'a=>b'));
  await bench.settle();
  world.failing.add('refresh b');
  release();
  await changing;
  world.failing.clear();
  await bench.clock.advance(1000);
  expect(refreshes(world).length).toBeGreaterThan(1);
  expect(await bench.state()).toMatchObject({ 'cell[b]': 'ok' });
});

test.each([
  ['answers with an error', () => Promise.reject(new Error('no disk'))],
  [
    'throws at once',
    () => {
      throw new Error('no disk');
    },
  ],
])('a store that %s keeps nothing from being put right, and is told of', async (_how, fail) => {
  const world = new World();
  const warnings: string[] = [];
  const bench = benchWith(world, { get: fail, set: fail, delete: fail }, warnings);
  await bench.run(graph);
  expect(bench.engine.summary()).toMatchObject({ ok: 2, changed: 2 });
  expect(refreshes(world)).toEqual(['refresh b after apply']);
  expect(warnings[0]).toContain('cell[b]: whether it is owed a refresh');
});

describe('a store that takes its time', () => {
  /** One that does not answer what is `slow` before `answer` is called. */
  function slowStore(slow: 'set' | 'delete') {
    const kept = new MemoryStateStore();
    let answer!: () => void;
    const told = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const store: StateStore = {
      get: (id) => kept.get(id),
      set: async (id, value) => {
        if (slow === 'set') await told;
        await kept.set(id, value);
      },
      delete: async (id) => {
        if (slow === 'delete') await told;
        await kept.delete(id);
      },
    };
    return { store, kept, answer };
  }

  test('is waited for by all that one listens to', async () => {
    const { store, answer } = slowStore('set');
    const world = new World();
    const bench = benchWith(world, store);
    await bench.run(declare({ a: {}, b: {}, c: {} }, 'a=>c b=>c'));
    expect(world.cells.size).toBe(0);
    answer();
    await bench.settle();
    expect(world.cells.size).toBe(3);
  });

  test('keeps a refresh that is noted while the last one is being forgotten', async () => {
    const { store, kept, answer } = slowStore('delete');
    const world = new World();
    world.cells.set('b', 'on');
    const bench = benchWith(world, store);
    await bench.run(graph);
    expect(refreshes(world)).toEqual(['refresh b']);
    const applied = world.hold('apply a');
    world.write('a', 'spoilt');
    await bench.settle();
    expect(world.cells.get('a')).toBe('spoilt');
    answer();
    await bench.settle();
    expect(world.calls.at(-1)).toBe('apply a');
    expect(await kept.get('refresh of cell[b]')).toBe(true);
    applied();
  });
});
