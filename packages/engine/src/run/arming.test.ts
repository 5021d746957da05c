import { definePlugin, defineResource, LOGGER, type Member, type Watch } from '@homeostat/resource';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Bench, declare, World } from '../testing/world.ts';
import { restAfterFailureMs } from './notices.ts';
import { armMs, closeMs, fallbackPollSeconds } from './watches.ts';

const params = z.strictObject({
  value: z.string().describe('What is declared'),
  group: z.string().default('all').describe('Those of one group share a watch'),
});
type Params = z.output<typeof params>;

type Answer = 'now' | 'soon' | 'never' | 'late' | 'refusal';

/**
 * Resources whose watches answer as they are told, and heed no signal: `slow`, each for itself, and `shared`, of which those of
 * one group share a watch set. They are always in state.
 */
class SlowWatches {
  /** How `watch a`, `add a`, `open`, `close a`, `remove a` and `shut` answer; at once when it is not said. */
  readonly answers = new Map<string, Answer>();
  readonly calls: string[] = [];
  readonly signals = new Map<string, AbortSignal>();
  /** How many watches of each resource are open. */
  readonly open = new Map<string, number>();
  openSets = 0;
  #late: (() => void)[] = [];

  /** Those that are late answer now. */
  answerLate(): void {
    for (const answer of this.#late.splice(0)) answer();
  }

  count(call: string): number {
    return this.calls.filter((made) => made === call).length;
  }

  /** `then` is done when it answers, if it does. */
  #answer<T>(call: string, then: () => T): T | Promise<T> {
    this.calls.push(call);
    const answer = this.answers.get(call) ?? 'now';
    if (answer === 'now') return then();
    if (answer === 'soon') return Promise.resolve().then(then);
    if (answer === 'refusal') return Promise.reject(new Error(`${call} fails`));
    return new Promise((resolve) => {
      if (answer === 'late') this.#late.push(() => resolve(then()));
    });
  }

  #add(name: string, by: 1 | -1): void {
    this.open.set(name, (this.open.get(name) ?? 0) + by);
  }

  get openWatches(): number {
    return [...this.open.values()].reduce((sum, count) => sum + count, 0);
  }

  readonly plugin = definePlugin({
    name: 'slow-watches',
    resources: [
      defineResource({
        kind: 'slow',
        description: 'Has a watch of its own',
        params,
        check: () => [],
        watch: (_params, _notify, { name, signal }) => {
          this.signals.set(name, signal);
          return this.#answer(`watch ${name}`, (): Watch => {
            this.#add(name, 1);
            return { close: () => this.#answer(`close ${name}`, () => this.#add(name, -1)) };
          });
        },
      }),
      defineResource({
        kind: 'shared',
        description: 'Has a watch together with others',
        params,
        groupable: {
          key: ({ group }) => group,
          checkAll: async (members) => members.map(() => ({ status: 'fulfilled', value: [] })),
          watchAll: () =>
            this.#answer('open', () => {
              this.openSets += 1;
              return {
                add: ({ ctx }: Member<Params>) =>
                  this.#answer(`add ${ctx.name}`, () => this.#add(ctx.name, 1)),
                remove: ({ ctx }: Member<Params>) =>
                  this.#answer(`remove ${ctx.name}`, () => this.#add(ctx.name, -1)),
                close: () =>
                  this.#answer('shut', () => {
                    this.openSets -= 1;
                  }),
              };
            }),
        },
      }),
    ],
  });

  bench(): Bench {
    return new Bench(new World(), {
      plugins: [this.plugin],
      configure: (container) => container.register(LOGGER, { useValue: this.log }),
    });
  }

  readonly warnings: string[] = [];
  readonly log = { debug() {}, info() {}, warn: (text: string) => void this.warnings.push(text), error() {} };
}

const slow = (meta?: Record<string, unknown>) => ({ kind: 'slow', ...(meta && { meta }) });
const shared = (group = 'all') => ({ kind: 'shared', group });

describe('a watch that is not armed in time', () => {
  test('fails its resource and nothing else, and is told to end', async () => {
    const watches = new SlowWatches();
    watches.answers.set('watch a', 'never');
    const bench = watches.bench();
    await bench.run(declare({ a: slow(), after: slow(), b: slow() }, 'a>after'));
    await bench.clock.advance(armMs - 1);
    expect(await bench.state()).toEqual({ 'slow[b]': 'ok' });
    expect(watches.signals.get('a')!.aborted).toBe(false);
    await bench.clock.advance(1);
    expect(await bench.state()).toEqual({ 'slow[a]': 'failed', 'slow[after]': 'blocked', 'slow[b]': 'ok' });
    const [failed] = bench.told('failed');
    expect(failed).toMatchObject({
      id: 'slow[a]',
      problem: { code: 'WATCH_TIMED_OUT', message: 'Its watch was not armed within 60 s' },
    });
    expect(watches.signals.get('a')!.reason).toBe(failed!.problem);
    expect(watches.signals.get('b')!.aborted).toBe(false);
  });

  test('is tried again after as long as a poll takes, whether or not the first has come to an end', async () => {
    const watches = new SlowWatches();
    watches.answers.set('watch a', 'never');
    const bench = watches.bench();
    await bench.run(declare({ a: slow() }));
    for (const times of [1, 2, 3]) {
      await bench.clock.advance(armMs + fallbackPollSeconds * 1000 - 1);
      expect(watches.count('watch a')).toBe(times);
      await bench.clock.advance(1);
    }
    watches.answers.clear();
    await bench.clock.advance(armMs + fallbackPollSeconds * 1000);
    expect(await bench.state()).toEqual({ 'slow[a]': 'ok' });
    expect([watches.openWatches, bench.clock.pending]).toEqual([1, 0]);
  });

  test('is tried again as retry and delay say', async () => {
    const watches = new SlowWatches();
    watches.answers.set('watch a', 'never');
    const bench = watches.bench();
    await bench.run(declare({ a: slow({ retry: 1, delay: 500, timeout: 2000 }) }));
    await bench.clock.advance(2000);
    expect(bench.told('retrying').map(({ problem }) => problem.message)).toEqual([
      'Its watch was not armed within 2 s',
    ]);
    watches.answers.clear();
    await bench.clock.advance(500);
    expect(await bench.state()).toEqual({ 'slow[a]': 'ok' });
    expect([watches.openWatches, bench.clock.pending]).toEqual([1, 0]);
  });

  test('is closed when it comes after all', async () => {
    const watches = new SlowWatches();
    watches.answers.set('watch a', 'late').set('add b', 'late').set('add c', 'late');
    const bench = watches.bench();
    await bench.run(declare({ a: slow(), b: shared(), c: shared(), d: shared() }));
    await bench.clock.advance(armMs);
    expect(await bench.state()).toEqual({
      'slow[a]': 'failed',
      'shared[b]': 'failed',
      'shared[c]': 'failed',
      'shared[d]': 'ok',
    });
    watches.answerLate();
    await bench.settle();
    expect(watches.open).toEqual(
      new Map([
        ['a', 0],
        ['b', 0],
        ['c', 0],
        ['d', 1],
      ]),
    );
    expect(watches.openSets).toBe(1);
  });

  test('has one limit together with the others of its unit', async () => {
    const watches = new SlowWatches();
    const bench = watches.bench();
    for (const name of 'abcd') watches.answers.set(`add ${name}`, 'never');
    await bench.run(declare(Object.fromEntries([...'abcdefgh'].map((name) => [name, shared()]))));
    expect(bench.clock.pending).toBe(1);
  });

  test('does not keep its like from a watch set that opens the next time', async () => {
    const watches = new SlowWatches();
    watches.answers.set('open', 'late');
    const bench = watches.bench();
    await bench.run(declare({ a: shared(), b: shared() }));
    await bench.clock.advance(armMs);
    expect(bench.told('failed')).toHaveLength(2);
    watches.answers.clear();
    await bench.clock.advance(fallbackPollSeconds * 1000 + restAfterFailureMs);
    expect(await bench.state()).toEqual({ 'shared[a]': 'ok', 'shared[b]': 'ok' });
    watches.answerLate();
    await bench.settle();
    expect([watches.openSets, watches.openWatches]).toEqual([1, 2]);
  });

  test('holds up what takes its place no longer than that', async () => {
    const watches = new SlowWatches();
    watches.answers.set('watch a', 'late');
    const bench = watches.bench();
    await bench.run(declare({ a: slow() }));
    watches.answers.clear();
    const changing = bench.engine.changeOver(declare({ a: { ...slow(), value: 'off' } }));
    await bench.clock.advance(armMs);
    await changing;
    expect(await bench.state()).toEqual({ 'slow[a]': 'ok' });
    watches.answerLate();
    await bench.settle();
    expect([watches.openWatches, bench.clock.pending]).toEqual([1, 0]);
  });

  test('is told to end when the engine stops, and is not waited for after the second time', async () => {
    const watches = new SlowWatches();
    watches.answers.set('watch a', 'late');
    const bench = watches.bench();
    await bench.run(declare({ a: slow() }));
    let stopped = false;
    void bench.engine.stop().then(() => {
      stopped = true;
    });
    await bench.settle();
    expect([watches.signals.get('a')!.aborted, stopped]).toEqual([true, false]);
    await bench.engine.stop();
    expect([bench.clock.pending, bench.told('failed')]).toEqual([0, []]);
    watches.answerLate();
    await bench.settle();
    expect(watches.openWatches).toBe(0);
  });
});

describe('a watch that does not close', () => {
  test.each([
    ['close a', slow()],
    ['remove a', shared()],
    ['shut', shared()],
  ])(
    'in its time (%s) is left to itself with a warning, and only what takes its place waits for it',
    async (call, resource) => {
      const watches = new SlowWatches();
      watches.answers.set(call, 'never');
      const bench = watches.bench();
      await bench.run(declare({ a: resource }));
      await bench.run(declare({ a: { ...resource, value: 'off' }, b: slow() }));
      expect(await bench.state()).toHaveProperty('slow[b]', 'ok');
      await bench.clock.advance(closeMs - 1);
      expect(bench.engine.summary()).toMatchObject({ ok: 1, pending: 1 });
      await bench.clock.advance(1);
      expect(bench.engine.summary()).toMatchObject({ ok: 2 });
      expect(watches.warnings).toEqual([
        `${resource.kind}[a]: its watch did not close: it has not answered within 10 s`,
      ]);
      const stopping = bench.engine.stop();
      await bench.clock.advance(closeMs);
      await stopping;
      expect(bench.clock.pending).toBe(0);
    },
  );

  test('does not hold up the end either', async () => {
    const watches = new SlowWatches();
    watches.answers.set('close a', 'never').set('shut', 'never');
    const bench = watches.bench();
    await bench.run(declare({ a: slow(), b: shared(), c: shared() }));
    const stopping = bench.engine.stop();
    await bench.clock.advance(closeMs);
    await stopping;
    expect(watches.warnings).toHaveLength(2);
    expect(bench.clock.pending).toBe(0);
  });
});

test('whatever watches do, no change-over waits for ever, each resource is watched once in the end, and nothing is left open', async () => {
  const names = [...'abcd'];
  const calls = [
    'open',
    'shut',
    ...names.flatMap((name) => ['watch', 'add', 'close', 'remove'].map((verb) => `${verb} ${name}`)),
  ];
  const anyAnswers = fc.dictionary(
    fc.constantFrom(...calls),
    // What never answers would be open for ever.
    fc.constantFrom<Answer>('now', 'soon', 'late', 'refusal'),
  );
  const anyCells = fc.dictionary(
    fc.constantFrom(...names),
    fc.record({
      kind: fc.constantFrom('slow', 'shared'),
      value: fc.constantFrom('1', '2'),
      group: fc.constantFrom('x', 'y'),
    }),
  );
  const anyStep = fc.record({
    cells: anyCells,
    answers: anyAnswers,
    ms: fc.constantFrom(0, 1000, closeMs, armMs),
    answersLate: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 4 }), async (steps) => {
      const watches = new SlowWatches();
      const bench = watches.bench();
      const changes: Promise<unknown>[] = [];
      for (const { cells, answers, ms, answersLate } of steps) {
        watches.answers.clear();
        for (const [call, answer] of Object.entries(answers)) watches.answers.set(call, answer);
        changes.push(bench.engine.changeOver(declare(cells)));
        await bench.clock.advance(ms);
        if (answersLate) watches.answerLate();
      }
      await bench.clock.advance(changes.length * (armMs + closeMs));
      await Promise.all(changes);

      watches.answerLate();
      watches.answers.clear();
      await bench.clock.advance(2 * (armMs + fallbackPollSeconds * 1000));
      watches.answerLate();
      await bench.settle();
      const { cells } = steps.at(-1)!;
      const refused = steps.some(({ answers }) => Object.values(answers).includes('refusal'));
      for (const name of names)
        if (!refused) expect(watches.open.get(name) ?? 0, `watches of ${name}`).toBe(cells[name] ? 1 : 0);
      expect(bench.engine.summary().ok).toBe(Object.keys(cells).length);

      await bench.engine.stop();
      expect(bench.clock.pending).toBe(0);
      if (!refused) expect([watches.openWatches, watches.openSets]).toEqual([0, 0]);
    }),
    { numRuns: 300 },
  );
});
