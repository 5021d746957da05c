import {
  CLOCK,
  definePlugin,
  defineResource,
  LOGGER,
  Problems,
  type Services,
  STATE_STORE,
  serviceToken,
  WATCHER,
} from '@homeostat/resource';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createEngine } from './create-engine.ts';
import { AUTO_GROUPER, type AutoGrouper } from './grouping/auto-grouper.ts';
import { ChainGrouper } from './grouping/chain-grouper.ts';
import { PairwiseGrouper } from './grouping/pairwise-grouper.ts';
import { Bench, declare, World } from './testing/world.ts';

/** What hooks of one engine reach, as a hook sees it. */
async function servicesOf(options: Partial<Parameters<typeof createEngine>[0]> = {}): Promise<Services> {
  let seen: Services | undefined;
  const peek = defineResource({
    kind: 'peek',
    description: 'Shows its services',
    params: z.strictObject({}),
    check: (_params, ctx) => {
      seen = ctx.services;
      return [];
    },
  });
  const engine = createEngine({ ...options, plugins: [definePlugin({ name: 'peek', resources: [peek] })] });
  await engine.changeOver({ resources: [{ kind: 'peek', name: 'p', params: {} }], edges: [] });
  await engine.converged(0);
  await engine.stop();
  return seen!;
}

describe('createEngine', () => {
  test('comes with every service but those that need an operating system', async () => {
    const services = await servicesOf();
    expect(services.get(CLOCK).now()).toBeGreaterThan(0);
    expect(services.get(LOGGER).info).toBeTypeOf('function');
    expect(services.get(STATE_STORE).get).toBeTypeOf('function');
    expect(services.get(AUTO_GROUPER)).toBeInstanceOf(ChainGrouper);
    expect(() => services.get(WATCHER)).toThrow(expect.objectContaining({ code: 'SERVICE_MISSING' }));
  });

  test('takes services of others, each engine its own', async () => {
    const token = serviceToken<{ answer: number }>('create-engine-test');
    const services = await servicesOf({
      configure: (container) => container.register(token, { useValue: { answer: 42 } }),
    });
    expect(services.get(token).answer).toBe(42);
    const other = await servicesOf();
    expect(() => other.get(token)).toThrow(expect.objectContaining({ code: 'SERVICE_MISSING' }));
  });

  test('groups with the grouper that was put in', async () => {
    const alone: AutoGrouper = {
      name: 'alone',
      group: (graph) => [...graph.vertices].map((vertex) => [vertex]),
    };
    const configure: Parameters<typeof createEngine>[0]['configure'] = (container) =>
      container.register(AUTO_GROUPER, { useValue: alone });
    const bench = new Bench(new World(), { configure });
    await bench.run(declare({ a: { kind: 'batch' }, b: { kind: 'batch' } }));
    expect(bench.told('graph')[0]!.units).toBe(2);

    const pairwise = new Bench(new World(), {
      configure: (container) => container.register(AUTO_GROUPER, { useValue: new PairwiseGrouper() }),
    });
    await pairwise.run(declare({ a: { kind: 'batch' }, b: { kind: 'batch' } }));
    expect(pairwise.told('graph')[0]!.units).toBe(1);
  });

  test('refuses a graph that the grouper got wrong', async () => {
    const all: AutoGrouper = { name: 'all', group: (graph) => [[...graph.vertices]] };
    const bench = new Bench(new World(), {
      configure: (container) => container.register(AUTO_GROUPER, { useValue: all }),
    });
    await expect(bench.run(declare({ a: {}, b: {} }))).rejects.toThrow(/GROUPER_WRONG.*"all"/s);
  });

  test('remembers for a resource what its hooks ask it to', async () => {
    const seen: unknown[] = [];
    const once = defineResource({
      kind: 'once',
      description: 'Done once',
      params: z.strictObject({}),
      check: async (_params, { memory }) => {
        seen.push(await memory.recall());
        return (await memory.recall()) === 'done' ? [] : [{ property: 'done', to: true }];
      },
      apply: (_changes, _params, { memory }) => memory.remember('done'),
    });
    const engine = createEngine({ plugins: [definePlugin({ name: 'once', resources: [once] })] });
    await engine.changeOver({ resources: [{ kind: 'once', name: 'a', params: {} }], edges: [] });
    await engine.converged(0);
    expect(seen).toEqual([undefined, 'done']);
    expect(engine.summary()).toMatchObject({ ok: 1, changed: 1 });
    await engine.stop();
  });

  test('refuses plugins that bring one kind twice, or another contract', () => {
    const { plugin } = new World();
    const other = { ...plugin, name: 'other' };
    expect(() => createEngine({ plugins: [plugin, other] })).toThrow(
      /"cell" comes from two plugins, world and other/,
    );
    expect(() => createEngine({ plugins: [{ ...plugin, contract: 99 }] })).toThrow(Problems);
  });
});
