import type { Graph } from '../graph/graph.ts';
import type { GroupingVertex } from './auto-grouper.ts';

/** What is wrong with a grouping, in words; `undefined`: it keeps every promise of the AutoGrouper interface. */
export function verifyGrouping<V extends GroupingVertex>(
  graph: Graph<V, unknown>,
  units: readonly (readonly V[])[],
): string | undefined {
  const unitOf = new Map<V, number>();
  for (const [index, unit] of units.entries()) {
    for (const vertex of unit) {
      if (!graph.has(vertex)) return `${vertex.id} is not in the graph`;
      if (unitOf.has(vertex)) return `${vertex.id} is in two units`;
      unitOf.set(vertex, index);
      if (unit.length > 1 && (vertex.bucket === undefined || vertex.bucket !== unit[0]!.bucket)) {
        return `${vertex.id} may not share a unit with ${unit[0]!.id}`;
      }
    }
  }
  for (const vertex of graph.vertices) {
    if (!unitOf.has(vertex)) return `${vertex.id} is in no unit`;
    for (const target of graph.successors(vertex).keys()) {
      if (unitOf.get(target) === unitOf.get(vertex)) {
        return `${vertex.id} and ${target.id} share a unit, but one comes before the other`;
      }
    }
  }
  return waitForEachOther(graph, units, unitOf);
}

/** Takes away units that no other leads to, again and again; what is left then goes round. */
function waitForEachOther<V extends GroupingVertex>(
  graph: Graph<V, unknown>,
  units: readonly (readonly V[])[],
  unitOf: ReadonlyMap<V, number>,
): string | undefined {
  const incoming = new Int32Array(units.length);
  const eachTarget = (index: number, visit: (target: number) => void) => {
    for (const vertex of units[index]!) {
      for (const target of graph.successors(vertex).keys()) visit(unitOf.get(target)!);
    }
  };
  for (const index of units.keys()) {
    eachTarget(index, (target) => {
      incoming[target]! += 1;
    });
  }
  const free = [...units.keys()].filter((index) => incoming[index] === 0);
  for (let next = 0; next < free.length; next += 1) {
    eachTarget(free[next]!, (target) => {
      incoming[target]! -= 1;
      if (incoming[target] === 0) free.push(target);
    });
  }
  if (free.length === units.length) return undefined;
  const left = [...units.keys()].filter((index) => incoming[index]! > 0);
  return `units wait for each other, those of ${left.map((index) => units[index]![0]!.id).join(', ')}`;
}
