import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Graph } from '../graph/graph.ts';
import type { AutoGrouper, GroupingVertex } from './auto-grouper.ts';
import { ChainGrouper } from './chain-grouper.ts';
import { PairwiseGrouper } from './pairwise-grouper.ts';
import { verifyGrouping } from './verify-grouping.ts';

/** Vertices, edges and units in short: `a1>b1 a2>b1`, `a1 a2|b1`. The bucket is the first letter of the name. */
interface Case {
  readonly id: string;
  readonly vertices: string;
  readonly edges: string;
  readonly units: string;
  /** Another partition that is as good. */
  readonly unitsToo?: string;
  readonly unitEdges?: string;
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('grouping-cases.json', import.meta.url), 'utf8'),
);
const groupers: readonly AutoGrouper[] = [new ChainGrouper(), new PairwiseGrouper()];

type Vertices = Graph<GroupingVertex, true>;

const words = (text: string) => text.split(' ').filter((word) => word !== '');

function graphOf(names: readonly string[], edges: readonly (readonly [string, string])[]): Vertices {
  const vertices = new Map(names.map((id) => [id, { id, bucket: id[0] }]));
  const graph: Vertices = new Graph();
  for (const vertex of vertices.values()) graph.addVertex(vertex);
  for (const [from, to] of edges) graph.addEdge(vertices.get(from)!, vertices.get(to)!, true);
  return graph;
}

function canonical(units: readonly (readonly string[])[]): string[] {
  return units.map((unit) => [...unit].sort().join(' ')).sort();
}

function namesOf(units: readonly (readonly GroupingVertex[])[]): string[] {
  return canonical(units.map((unit) => unit.map((vertex) => vertex.id)));
}

const parseUnits = (text: string) => canonical(text === '' ? [] : text.split('|').map(words));

/** Which unit leads to which, each told by its first member in the order of names. */
function unitEdges(graph: Vertices, units: readonly (readonly GroupingVertex[])[]): string[] {
  const first = new Map(
    units.flatMap((unit) => unit.map((vertex) => [vertex, [...unit].map((v) => v.id).sort()[0]])),
  );
  const edges = [...graph.vertices].flatMap((from) =>
    [...graph.successors(from).keys()].map((to) => `${first.get(from)}>${first.get(to)}`),
  );
  return [...new Set(edges)].sort();
}

describe.each(groupers)('$name grouper', (grouper) => {
  test.each(cases)('case $id', ({ vertices, edges, units, unitsToo, unitEdges: expectedEdges }) => {
    const graph = graphOf(
      words(vertices),
      words(edges).map((edge) => edge.split('>') as [string, string]),
    );
    const grouped = grouper.group(graph);
    expect(verifyGrouping(graph, grouped)).toBeUndefined();
    expect([parseUnits(units), ...(unitsToo === undefined ? [] : [parseUnits(unitsToo)])]).toContainEqual(
      namesOf(grouped),
    );
    if (expectedEdges !== undefined) expect(unitEdges(graph, grouped)).toEqual(words(expectedEdges).sort());
  });

  test('keeps every promise of the interface on any acyclic graph, whatever the order of input', () => {
    fc.assert(
      fc.property(acyclic('abc'), ({ names, edges }) => {
        const graph = graphOf(names, edges);
        const grouped = grouper.group(graph);
        expect(verifyGrouping(graph, grouped)).toBeUndefined();
        for (const unit of grouped) {
          for (const a of unit) for (const b of unit) expect(a !== b && graph.reaches(a, b)).toBe(false);
        }
        const shuffled = grouper.group(graphOf([...names].reverse(), [...edges].reverse()));
        expect(namesOf(shuffled)).toEqual(namesOf(grouped));
      }),
      { numRuns: 300 },
    );
  });

  test('leaves a vertex without a bucket alone', () => {
    const graph: Vertices = new Graph();
    graph.addVertex({ id: 'x', bucket: undefined });
    graph.addVertex({ id: 'y', bucket: undefined });
    expect(namesOf(grouper.group(graph))).toEqual(['x', 'y']);
  });
});

describe('ChainGrouper', () => {
  const chain = new ChainGrouper();

  test('needs as many units for each bucket as the bucket has a longest chain, buckets contracted one after another', () => {
    fc.assert(
      fc.property(acyclic('abc'), ({ names, edges }) => {
        const graph = graphOf(names, edges);
        const units = chain.group(graph);
        const sizes = new Map<string, number>();
        for (const vertex of graph.vertices) sizes.set(vertex.bucket!, (sizes.get(vertex.bucket!) ?? 0) + 1);
        const order = [...sizes]
          .sort(([a, as], [b, bs]) => bs - as || (a < b ? -1 : 1))
          .map(([bucket]) => bucket);
        for (const [index, bucket] of order.entries()) {
          const contractedBefore = new Set(order.slice(0, index));
          const count = units.filter((unit) => unit[0]!.bucket === bucket).length;
          expect(count).toBe(longestChain(graph, units, contractedBefore, bucket));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('never needs more units than pairwise grouping when there is one bucket', () => {
    fc.assert(
      fc.property(acyclic('a'), ({ names, edges }) => {
        const graph = graphOf(names, edges);
        expect(chain.group(graph).length).toBeLessThanOrEqual(new PairwiseGrouper().group(graph).length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('verifyGrouping', () => {
  const graph = graphOf(
    ['a1', 'a2', 'a3', 'b1'],
    [
      ['a1', 'b1'],
      ['b1', 'a2'],
    ],
  );
  const [a1, a2, a3, b1] = [...graph.vertices] as [
    GroupingVertex,
    GroupingVertex,
    GroupingVertex,
    GroupingVertex,
  ];

  test.each([
    ['a missing vertex', [[a1], [a2], [b1]], 'a3 is in no unit'],
    ['a vertex in two units', [[a1], [a1], [a2], [a3], [b1]], 'a1 is in two units'],
    ['unlike vertices together', [[a1], [a2], [a3, b1]], 'b1 may not share a unit with a3'],
    ['a cycle of units', [[a1, a2], [a3], [b1]], 'units wait for each other'],
    ['a stranger', [[a1], [a2], [a3], [b1], [{ id: 'z', bucket: 'z' }]], 'z is not in the graph'],
  ])('refuses %s', (_what, units, message) => {
    expect(verifyGrouping(graph, units)).toContain(message);
  });

  test('refuses two that follow each other directly', () => {
    const pair = graphOf(['a1', 'a2'], [['a1', 'a2']]);
    expect(verifyGrouping(pair, [[...pair.vertices]])).toContain('one comes before the other');
  });
});

/** Random acyclic graphs: edges lead from a lower number to a higher. */
function acyclic(buckets: string) {
  return fc
    .record({
      letters: fc.array(fc.constantFrom(...buckets), { maxLength: 12 }),
      pairs: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 }),
    })
    .map(({ letters, pairs }) => {
      const names = letters.map((letter, index) => `${letter}${index}`);
      const edges = pairs
        .filter(([from, to]) => from < to && to < names.length)
        .map(([from, to]) => [names[from]!, names[to]!] as const);
      return { names, edges };
    });
}

/** The longest chain of a bucket's vertices in the graph where the units of some buckets are drawn together. By brute force. */
function longestChain(
  graph: Vertices,
  units: readonly (readonly GroupingVertex[])[],
  contracted: ReadonlySet<string>,
  bucket: string,
): number {
  const pointOf = new Map<GroupingVertex, object>();
  for (const unit of units) {
    for (const vertex of unit) pointOf.set(vertex, contracted.has(vertex.bucket!) ? unit : vertex);
  }
  const from = (point: object): number => {
    const own = [...pointOf].filter(([, at]) => at === point).map(([vertex]) => vertex);
    const next = new Set(
      own.flatMap((vertex) => [...graph.successors(vertex).keys()].map((to) => pointOf.get(to)!)),
    );
    return (own[0]!.bucket === bucket ? 1 : 0) + Math.max(0, ...[...next].map(from));
  };
  return Math.max(...[...new Set(pointOf.values())].map(from));
}
