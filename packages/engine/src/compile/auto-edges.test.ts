import { getEventListeners } from 'node:events';
import { CLOCK, type ServiceToken } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { addAutoEdges } from './auto-edges.ts';

test('addAutoEdges leaves nothing behind that would keep the graph', async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  const services = { get: <T>(token: ServiceToken<T>) => (token === CLOCK ? clock : undefined) as T };
  await addAutoEdges(new Graph(), services, signal, []);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(clock.pending).toBe(0);
});
