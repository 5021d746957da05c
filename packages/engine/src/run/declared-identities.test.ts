import { DECLARED, type Declarations, definePlugin, defineResource, LOGGER } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createEngine } from '../create-engine.ts';

/** Knows by its checks what is declared beside it. */
const place = (seen: string[][]) =>
  defineResource({
    kind: 'place',
    description: 'A place',
    params: z.strictObject({ listens: z.boolean().default(false).describe('Whether it listens') }),
    identities: () => [],
    check: ({ listens }, { services }) => {
      if (listens) seen.push([...services.get(DECLARED).identities('spot')].sort());
      return [];
    },
    watch: ({ listens }, notify, { services }) =>
      listens ? services.get(DECLARED).watch('spot', notify) : undefined,
  });

const spot = defineResource({
  kind: 'spot',
  description: 'A spot',
  params: z.strictObject({ at: z.string().describe('Where') }),
  identities: ({ at }) => [
    { type: 'spot', value: at },
    { type: 'other', value: at },
  ],
});

const graph = (...spots: string[]): Declarations => ({
  resources: [
    { kind: 'place', name: 'p', params: { listens: true } },
    ...spots.map((at) => ({ kind: 'spot', name: at, params: { at } })),
  ],
  edges: [],
});

test('a change-over that declares other identities of a type tells those that listen, and only them', async () => {
  const seen: string[][] = [];
  const engine = createEngine({ plugins: [definePlugin({ name: 'spots', resources: [place(seen), spot] })] });
  const changeOver = async (...spots: string[]) => {
    await engine.changeOver(graph(...spots));
    await engine.converged(0);
  };
  await changeOver('a');
  expect(seen).toEqual([['a']]);
  await changeOver('a', 'b');
  expect(seen.at(-1)).toEqual(['a', 'b']);
  const checks = seen.length;
  await changeOver('b', 'a');
  expect(seen).toHaveLength(checks);
  await changeOver('b');
  expect(seen.at(-1)).toEqual(['b']);
  await engine.stop();
});

test('what listens and throws is logged: the others are told, and the change-over takes place', async () => {
  const seen: string[][] = [];
  const errors: string[] = [];
  const { watch, ...deaf } = place(seen);
  const listening = defineResource({
    ...deaf,
    watch: (params, notify, ctx) => watch!(params, ctx.name === 'bad' ? thrower : notify, ctx),
  });
  const thrower = () => {
    throw new Error('not now');
  };
  const engine = createEngine({
    plugins: [definePlugin({ name: 'spots', resources: [listening, spot] })],
    configure: (container) =>
      container.register(LOGGER, {
        useValue: { debug() {}, info() {}, warn() {}, error: (text: string) => errors.push(text) },
      }),
  });
  const bad = { kind: 'place', name: 'bad', params: { listens: true } };
  const withBad = ({ resources, edges }: Declarations) => ({ resources: [bad, ...resources], edges });
  await engine.changeOver(withBad(graph('a')));
  await engine.converged(0);
  await engine.changeOver(withBad(graph('a', 'b')));
  await engine.converged(0);
  expect(seen.at(-1)).toEqual(['a', 'b']);
  expect(errors).toEqual(['What listens to the declared identities of type "spot" failed: not now']);
  await engine.stop();
});
