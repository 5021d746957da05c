import { Graph } from '../graph/graph.ts';
import type { AutoGrouper, GroupingVertex } from './auto-grouper.ts';

interface Point<V> {
  readonly bucket: string | undefined;
  readonly members: V[];
}

/**
 * Groups by pairwise non-reachability: any two points of one bucket, neither of which reaches the other in the graph
 * contracted so far, become one.
 *
 * Slow (a search for each pair), obviously right, and therefore what ChainGrouper is compared with in tests. It may need
 * more units than ChainGrouper: which pair goes first can spoil a later one.
 */
export class PairwiseGrouper implements AutoGrouper {
  readonly name = 'pairwise';

  group<V extends GroupingVertex>(graph: Graph<V, unknown>): V[][] {
    const contracted = asPoints(graph);
    const points = [...contracted.vertices];
    for (const [index, point] of points.entries()) {
      if (point.bucket === undefined) continue;
      for (const other of points.slice(index + 1)) {
        if (other.bucket !== point.bucket || !contracted.has(point) || !contracted.has(other)) continue;
        if (contracted.reaches(point, other) || contracted.reaches(other, point)) continue;
        merge(contracted, point, other);
      }
    }
    return [...contracted.vertices].map((point) => point.members);
  }
}

function asPoints<V extends GroupingVertex>(graph: Graph<V, unknown>): Graph<Point<V>, true> {
  const points = new Graph<Point<V>, true>();
  const pointOf = new Map<V, Point<V>>();
  for (const vertex of [...graph.vertices].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const point = { bucket: vertex.bucket, members: [vertex] };
    pointOf.set(vertex, point);
    points.addVertex(point);
  }
  for (const [vertex, point] of pointOf) {
    for (const target of graph.successors(vertex).keys()) points.addEdge(point, pointOf.get(target)!, true);
  }
  return points;
}

function merge<V>(graph: Graph<Point<V>, true>, into: Point<V>, gone: Point<V>): void {
  for (const target of graph.successors(gone).keys()) graph.addEdge(into, target, true);
  for (const source of graph.predecessors(gone).keys()) graph.addEdge(source, into, true);
  graph.removeVertex(gone);
  into.members.push(...gone.members);
}
