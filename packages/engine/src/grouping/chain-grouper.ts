import type { Graph } from '../graph/graph.ts';
import type { AutoGrouper, GroupingVertex } from './auto-grouper.ts';
import { IndexedGraph } from './indexed-graph.ts';

/**
 * Groups by chain length.
 *
 * Within one bucket, each vertex is given the length of the longest chain of vertices of this bucket that ends before
 * it. Two of one length can't reach each other (the later would have a longer chain), so each length is one unit; and
 * since the vertices of a longest chain must all be apart, no partition has fewer units (Mirsky's theorem). On a path
 * between two units of the bucket the length strictly grows, so contracting them all at once leaves the graph acyclic.
 *
 * Buckets go one after another on the contracted graph, the largest first, since the first has the most freedom.
 *
 * Costs one pass over what is reachable from the bucket, for each bucket of at least two.
 */
export class ChainGrouper implements AutoGrouper {
  readonly name = 'chain';

  group<V extends GroupingVertex>(graph: Graph<V, unknown>): V[][] {
    const indexed = new IndexedGraph(graph);
    const contraction = new Contraction(indexed);
    for (const bucket of bucketsOf(indexed.vertices)) contraction.contract(bucket);
    return contraction.units().map((unit) => unit.map((index) => indexed.vertices[index]!));
  }
}

/** The buckets of at least two vertices, as indices. The largest first, then by name. */
function bucketsOf(vertices: readonly GroupingVertex[]): number[][] {
  const buckets = new Map<string, number[]>();
  for (const [index, { bucket }] of vertices.entries()) {
    if (bucket === undefined) continue;
    const present = buckets.get(bucket);
    if (present) present.push(index);
    else buckets.set(bucket, [index]);
  }
  return [...buckets]
    .filter(([, members]) => members.length > 1)
    .sort(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1))
    .map(([, members]) => members);
}

/** The graph with some of its vertices drawn together. A point is named by the index of its first vertex. */
class Contraction {
  readonly #graph: IndexedGraph<GroupingVertex>;
  readonly #pointOf: Int32Array;
  readonly #unitAt = new Map<number, number[]>();
  /** For the bucket at hand: how many edges from reachable points are still unread, −1 for points not reached. */
  readonly #unread: Int32Array;
  /** For the bucket at hand: the longest chain of its vertices that ends before the point. */
  readonly #chain: Int32Array;

  constructor(graph: IndexedGraph<GroupingVertex>) {
    this.#graph = graph;
    this.#pointOf = Int32Array.from(graph.vertices.keys());
    this.#unread = new Int32Array(graph.vertices.length).fill(-1);
    this.#chain = new Int32Array(graph.vertices.length);
  }

  contract(bucket: readonly number[]): void {
    const reached = this.#reach(bucket);
    this.#measureChains(bucket, reached);
    const units = new Map<number, number[]>();
    for (const vertex of bucket) {
      const length = this.#chain[vertex]!;
      const unit = units.get(length);
      if (unit) unit.push(vertex);
      else units.set(length, [vertex]);
    }
    for (const point of reached) {
      this.#unread[point] = -1;
      this.#chain[point] = 0;
    }
    for (const unit of units.values()) {
      for (const vertex of unit) this.#pointOf[vertex] = unit[0]!;
      this.#unitAt.set(unit[0]!, unit);
    }
  }

  /** Every point that the bucket reaches, itself included; `#unread` is set for each. */
  #reach(bucket: readonly number[]): number[] {
    const reached = [...bucket];
    for (const vertex of bucket) this.#unread[vertex] = 0;
    for (let next = 0; next < reached.length; next += 1) {
      this.#eachTarget(reached[next]!, (target) => {
        if (this.#unread[target] === -1) {
          this.#unread[target] = 0;
          reached.push(target);
        }
        this.#unread[target]! += 1;
      });
    }
    return reached;
  }

  #measureChains(bucket: readonly number[], reached: readonly number[]): void {
    const inBucket = new Set(bucket);
    const ready = reached.filter((point) => this.#unread[point] === 0);
    for (let next = 0; next < ready.length; next += 1) {
      const point = ready[next]!;
      const chain = this.#chain[point]! + (inBucket.has(point) ? 1 : 0);
      this.#eachTarget(point, (target) => {
        if (this.#chain[target]! < chain) this.#chain[target] = chain;
        this.#unread[target]! -= 1;
        if (this.#unread[target] === 0) ready.push(target);
      });
    }
  }

  #eachTarget(point: number, visit: (target: number) => void): void {
    const unit = this.#unitAt.get(point);
    if (unit === undefined) this.#graph.eachSuccessor(point, (vertex) => visit(this.#pointOf[vertex]!));
    else {
      for (const member of unit) this.#graph.eachSuccessor(member, (vertex) => visit(this.#pointOf[vertex]!));
    }
  }

  units(): number[][] {
    const units: number[][] = [];
    for (const [vertex, point] of this.#pointOf.entries()) {
      if (vertex === point) units.push(this.#unitAt.get(point) ?? [vertex]);
    }
    return units;
  }
}
