import { type Declarations, type Problem, Problems, type Services } from '@homeostat/resource';
import { grouperWrong } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import type { AutoGrouper } from '../grouping/auto-grouper.ts';
import { verifyGrouping } from '../grouping/verify-grouping.ts';
import { addAutoEdges } from './auto-edges.ts';
import { breakCycles } from './break-cycles.ts';
import { addDeclaredEdges } from './declared-edges.ts';
import type { Kinds } from './kinds.ts';
import type { Edge, Plan, Vertex } from './plan.ts';
import { validate } from './validate.ts';

export interface CompileParts {
  readonly kinds: Kinds;
  readonly grouper: AutoGrouper;
  readonly services: Services;
  readonly signal: AbortSignal;
}

/** Declarations → vertices → declared edges → automatic edges → no cycles → units. Throws Problems, all at once. */
export async function compile(declarations: Declarations, parts: CompileParts): Promise<Plan> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const vertices = validate(declarations.resources, parts.kinds, problems);
  const graph = new Graph<Vertex, Edge>();
  for (const vertex of vertices.values()) graph.addVertex(vertex);
  addDeclaredEdges(graph, vertices, declarations.resources, declarations.edges, problems);
  if (problems.length === 0) await addAutoEdges(graph, parts.services, parts.signal, warnings);
  breakCycles(graph, problems, warnings);
  if (problems.length > 0) throw new Problems(problems);
  return { graph, units: group(graph, parts.grouper), warnings };
}

function group(graph: Graph<Vertex, Edge>, grouper: AutoGrouper): readonly (readonly Vertex[])[] {
  const units = grouper.group(graph);
  const wrong = verifyGrouping(graph, units);
  if (wrong !== undefined) throw new Problems([grouperWrong(grouper.name, wrong)]);
  return units;
}
