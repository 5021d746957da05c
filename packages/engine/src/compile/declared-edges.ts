import { type EdgeDeclaration, formatRef, type Problem, type ResourceDeclaration } from '@homeostat/resource';
import { edgeEndUnknown } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Edge, Vertex } from './plan.ts';

/** Adds the declared edges. Several for one pair become one, which notifies if any of them does. */
export function addDeclaredEdges(
  graph: Graph<Vertex, Edge>,
  vertices: ReadonlyMap<string, Vertex>,
  declared: readonly ResourceDeclaration[],
  edges: readonly EdgeDeclaration[],
  problems: Problem[],
): void {
  let known: Set<string> | undefined;
  for (const edge of edges) {
    const [from, to] = (['from', 'to'] as const).map((end) => {
      const id = formatRef(edge[end]);
      const vertex = vertices.get(id);
      if (vertex) return vertex;
      // A resource that is declared but not valid has its problem told already.
      known ??= new Set(declared.map(formatRef));
      if (!known.has(id)) problems.push(edgeEndUnknown(edge[end], [...known], edge.locate?.([end])));
      return undefined;
    });
    if (!from || !to) continue;
    const notify = edge.notify === true || graph.edge(from, to)?.notify === true;
    graph.addEdge(from, to, { notify, auto: false, locate: edge.locate });
  }
}
