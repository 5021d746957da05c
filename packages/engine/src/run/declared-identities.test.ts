import { DECLARED, type Declarations, definePlugin, defineResource } from '@homeostat/resource';
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
