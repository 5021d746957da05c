import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Graph } from './graph.ts';

interface Vertex {
  readonly name: string;
}

function build(
  names: string,
  edges: readonly string[],
): { graph: Graph<Vertex, string>; at: (name: string) => Vertex } {
  const vertices = new Map([...names].map((name) => [name, { name }]));
  const at = (name: string) => vertices.get(name)!;
  const graph = new Graph<Vertex, string>();
  for (const vertex of vertices.values()) graph.addVertex(vertex);
  for (const edge of edges) graph.addEdge(at(edge[0]!), at(edge[1]!), edge);
  return { graph, at };
}

const namesOf = (vertices: Iterable<Vertex>) => [...vertices].map((vertex) => vertex.name).join('');

describe('Graph', () => {
  test('holds one edge for each ordered pair, the last one added', () => {
    const { graph, at } = build('ab', ['ab']);
    graph.addEdge(at('a'), at('b'), 'again');
    expect(graph.edgeCount).toBe(1);
    expect(graph.edge(at('a'), at('b'))).toBe('again');
    expect(graph.edge(at('b'), at('a'))).toBeUndefined();
    expect(namesOf(graph.predecessors(at('b')).keys())).toBe('a');
  });

  test('refuses an edge to a vertex it does not hold', () => {
    const { graph, at } = build('a', []);
    expect(() => graph.addEdge(at('a'), { name: 'z' }, 'az')).toThrow('not in the graph');
  });

  test('removeVertex takes its edges along, and only those', () => {
    const { graph, at } = build('abcd', ['ab', 'bc', 'ad']);
    graph.removeVertex(at('b'));
    expect(namesOf(graph.vertices)).toBe('acd');
    expect(graph.edgeCount).toBe(1);
    expect(namesOf(graph.successors(at('a')).keys())).toBe('d');
    expect(graph.predecessors(at('c')).size).toBe(0);
  });

  test('removeEdge leaves both ends', () => {
    const { graph, at } = build('ab', ['ab']);
    graph.removeEdge(at('a'), at('b'));
    expect(graph.edgeCount).toBe(0);
    expect(graph.predecessors(at('b')).size).toBe(0);
    expect(graph.vertexCount).toBe(2);
  });

  test('reaches follows paths of any length and needs at least one edge', () => {
    const { graph, at } = build('abcd', ['ab', 'bc']);
    expect(graph.reaches(at('a'), at('c'))).toBe(true);
    expect(graph.reaches(at('c'), at('a'))).toBe(false);
    expect(graph.reaches(at('a'), at('d'))).toBe(false);
    expect(graph.reaches(at('a'), at('a'))).toBe(false);
  });

  test('topologicalOrder puts every vertex after its predecessors', () => {
    const { graph } = build('dcba', ['ab', 'bd', 'ac', 'cd']);
    expect(namesOf(graph.topologicalOrder()!)).toMatch(/^a(bc|cb)d$/);
  });

  test.each([
    ['a vertex on itself', 'a', ['aa'], 'a'],
    ['two', 'ab', ['ab', 'ba'], 'ab'],
    ['three behind a tail, with another tail after', 'xabcy', ['xa', 'ab', 'bc', 'ca', 'cy'], 'abc'],
  ])('findCycle gives a cycle of %s, in the order of its edges', (_what, names, edges, cycle) => {
    const { graph } = build(names, edges);
    const found = namesOf(graph.findCycle()!);
    expect(cycle.repeat(2)).toContain(found);
    expect(found.length).toBe(cycle.length);
    expect(graph.topologicalOrder()).toBeUndefined();
  });

  test('either has a topological order or a cycle whose every step is an edge', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 16 }), (pairs) => {
        const { graph, at } = build('abcdefgh', []);
        for (const [from, to] of pairs) graph.addEdge(at('abcdefgh'[from]!), at('abcdefgh'[to]!), '');
        const order = graph.topologicalOrder();
        const cycle = graph.findCycle();
        expect(order === undefined).toBe(cycle !== undefined);
        for (const [index, vertex] of (cycle ?? []).entries()) {
          expect(graph.edge(vertex, cycle![(index + 1) % cycle!.length]!)).toBeDefined();
        }
        for (const [index, vertex] of (order ?? []).entries()) {
          for (const next of graph.successors(vertex).keys())
            expect(order!.indexOf(next)).toBeGreaterThan(index);
        }
      }),
    );
  });
});
