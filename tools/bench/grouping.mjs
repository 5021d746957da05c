// How long the groupers take for 1,000, 10,000 and 100,000 vertices with as many random edges and 26 buckets.
import { ChainGrouper, Graph, PairwiseGrouper } from '@homeostat/engine';
import { median, table } from './report.mjs';

/** A reproducible sequence of numbers below 1 (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomGraph(size, buckets) {
  const next = random(size);
  const vertices = Array.from({ length: size }, (_, index) => ({
    id: `noop[${index}]`,
    bucket: String.fromCharCode(97 + Math.floor(next() * buckets)),
  }));
  const graph = new Graph();
  for (const vertex of vertices) graph.addVertex(vertex);
  while (graph.edgeCount < size && size > 1) {
    for (let missing = size - graph.edgeCount; missing > 0; missing -= 1) {
      const from = Math.floor(next() * (size - 1));
      const to = from + 1 + Math.floor(next() * (size - from - 1));
      graph.addEdge(vertices[from], vertices[to], true);
    }
  }
  return graph;
}

function time(grouper, graph, rounds) {
  const times = [];
  let units = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    units = grouper.group(graph).length;
    times.push(performance.now() - start);
  }
  return { ms: median(times), units };
}

export function run() {
  const rows = [];
  for (const [size, rounds] of [
    [1_000, 15],
    [10_000, 9],
    [100_000, 5],
  ]) {
    for (const buckets of [1, 26]) {
      const graph = randomGraph(size, buckets);
      const chain = time(new ChainGrouper(), graph, rounds);
      const pairwise = size > 1_000 ? undefined : time(new PairwiseGrouper(), graph, 3);
      rows.push({
        vertices: size,
        edges: graph.edgeCount,
        buckets,
        'chain, ms': chain.ms.toFixed(1),
        'chain, units': chain.units,
        'pairwise, ms': pairwise?.ms.toFixed(1) ?? '–',
        'pairwise, units': pairwise?.units ?? '–',
      });
    }
  }
  table('Grouping', rows);
}
