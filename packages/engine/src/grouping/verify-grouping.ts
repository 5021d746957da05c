import { Graph } from '../graph/graph.ts';
import type { GroupingVertex } from './auto-grouper.ts';

/** What is wrong with a grouping, in words; `undefined`: it keeps every promise of the AutoGrouper interface. */
export function verifyGrouping<V extends GroupingVertex>(
  graph: Graph<V, unknown>,
  units: readonly (readonly V[])[],
): string | undefined {
  const unitOf = new Map<V, readonly V[]>();
  const contracted = new Graph<readonly V[], true>();
  for (const unit of units) {
    contracted.addVertex(unit);
    for (const vertex of unit) {
      if (!graph.has(vertex)) return `${vertex.id} is not in the graph`;
      if (unitOf.has(vertex)) return `${vertex.id} is in two units`;
      unitOf.set(vertex, unit);
      if (unit.length > 1 && (vertex.bucket === undefined || vertex.bucket !== unit[0]!.bucket)) {
        return `${vertex.id} may not share a unit with ${unit[0]!.id}`;
      }
    }
  }
  for (const vertex of graph.vertices) {
    const unit = unitOf.get(vertex);
    if (unit === undefined) return `${vertex.id} is in no unit`;
    for (const target of graph.successors(vertex).keys()) {
      const targetUnit = unitOf.get(target);
      if (targetUnit === unit)
        return `${vertex.id} and ${target.id} share a unit, but one comes before the other`;
      if (targetUnit !== undefined) contracted.addEdge(unit, targetUnit, true);
    }
  }
  if (contracted.topologicalOrder() !== undefined) return undefined;
  const cycle = contracted.findCycle()!;
  return `units wait for each other: ${cycle.map((unit) => unit[0]!.id).join(', ')}`;
}
