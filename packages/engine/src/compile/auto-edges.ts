import type { Identity, Problem, Services, Wish } from '@homeostat/resource';
import { autoEdgesFailed } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Edge, Vertex } from './plan.ts';

/**
 * Adds an edge for each wish that some resource can fulfil. A pair that has a declared edge, in either direction, is left
 * as it is. A resource whose hook throws loses its own wishes, with a warning.
 */
export async function addAutoEdges(
  graph: Graph<Vertex, Edge>,
  services: Services,
  signal: AbortSignal,
  warnings: Problem[],
): Promise<void> {
  const willing = [...graph.vertices].filter((vertex) => vertex.meta.autoedge);
  const knownBy = indexIdentities(willing, warnings);
  const wishing = willing.filter((vertex) => vertex.resource.wishes);
  // All look-ups are begun before any is waited for.
  const pending = wishing.map((vertex) => ({ vertex, wishes: askWishes(vertex, services, signal) }));
  for (const { vertex, wishes } of pending) {
    const answer = await wishes;
    if (answer.problem) warnings.push(answer.problem);
    try {
      for (const wish of answer.wishes) fulfil(graph, vertex, wish, knownBy);
    } catch (error) {
      // Not the form that the contract says.
      warnings.push(autoEdgesFailed(vertex.id, error));
    }
  }
}

function indexIdentities(vertices: readonly Vertex[], warnings: Problem[]): Map<string, Vertex[]> {
  const knownBy = new Map<string, Vertex[]>();
  for (const vertex of vertices) {
    try {
      for (const identity of vertex.resource.identities?.(vertex.params) ?? []) {
        const key = keyOf(identity);
        const present = knownBy.get(key);
        if (present) present.push(vertex);
        else knownBy.set(key, [vertex]);
      }
    } catch (error) {
      warnings.push(autoEdgesFailed(vertex.id, error));
    }
  }
  return knownBy;
}

interface Answer {
  readonly wishes: readonly Wish[];
  readonly problem?: Problem;
}

function askWishes(vertex: Vertex, services: Services, signal: AbortSignal): Answer | Promise<Answer> {
  const failed = (error: unknown): Answer => ({ wishes: [], problem: autoEdgesFailed(vertex.id, error) });
  try {
    const wishes = vertex.resource.wishes!(vertex.params, { services, signal });
    return wishes instanceof Promise ? wishes.then((list) => ({ wishes: list }), failed) : { wishes };
  } catch (error) {
    return failed(error);
  }
}

function fulfil(
  graph: Graph<Vertex, Edge>,
  vertex: Vertex,
  wish: Wish,
  knownBy: ReadonlyMap<string, Vertex[]>,
): void {
  for (const identity of wish.anyOf) {
    const found = knownBy.get(keyOf(identity))?.filter((other) => other !== vertex) ?? [];
    if (found.length === 0) continue;
    for (const other of found) {
      const [from, to] = wish.order === 'after' ? [other, vertex] : [vertex, other];
      if (graph.edge(from, to) || graph.edge(to, from)) continue;
      graph.addEdge(from, to, { notify: wish.notify === true, auto: true });
    }
    return;
  }
}

function keyOf(identity: Identity): string {
  return `${identity.type}\0${identity.value}`;
}
