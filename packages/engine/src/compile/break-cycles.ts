import type { Problem } from '@homeostat/resource';
import { autoEdgesDropped, graphCycle } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Edge, Vertex } from './plan.ts';

/** Finding a cycle costs a pass over the graph, and a user who reads of so many knows enough. */
const mostCycles = 20;

/**
 * Leaves the graph acyclic. A cycle that automatic edges have a part in loses those, with a warning: what was declared
 * wins. A cycle of declared edges is a problem, told whole; its edges are taken out to find the next one.
 */
export function breakCycles(graph: Graph<Vertex, Edge>, problems: Problem[], warnings: Problem[]): void {
  if (graph.topologicalOrder() !== undefined) return;
  for (let cycle = graph.findCycle(); cycle !== undefined; cycle = graph.findCycle()) {
    const steps = cycle.map((from, index) => {
      const to = cycle[(index + 1) % cycle.length]!;
      return { from, to, edge: graph.edge(from, to)! };
    });
    if (problems.length >= mostCycles) return;
    const auto = steps.filter((step) => step.edge.auto);
    for (const { from, to } of auto.length > 0 ? auto : steps) graph.removeEdge(from, to);
    if (auto.length > 0) warnings.push(autoEdgesDropped([...cycle, cycle[0]!].map((vertex) => vertex.id)));
    else {
      problems.push(
        graphCycle(steps.map(({ from, to, edge }) => ({ from: from.id, to: to.id, at: edge.locate?.([]) }))),
      );
    }
  }
}
