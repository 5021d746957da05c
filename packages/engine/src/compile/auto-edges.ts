import { setMaxListeners } from 'node:events';
import { CLOCK, type Problem, type Services, type Wish } from '@homeostat/resource';
import { autoEdgesFailed, lookUpTimedOut } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Edge, Vertex } from './plan.ts';

/**
 * How long all look-ups of a graph together may take.
 *
 * Too small: a slow package manager's answers are lost. Too large: one that hangs keeps the new graph from taking over.
 *
 * @unit milliseconds
 */
export const lookUpMs = 60_000;

/**
 * Adds an edge for each wish that some resource can fulfil. A pair that has a declared edge, in either direction, is left
 * as it is. A resource whose hook throws, or does not answer in time, loses its own wishes, with a warning.
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
  const grant = (vertex: Vertex, { wishes, problem }: Answer) => {
    if (problem) warnings.push(problem);
    try {
      for (const wish of wishes) fulfil(graph, vertex, wish, knownBy);
    } catch (error) {
      // Not the form that the contract says.
      warnings.push(autoEdgesFailed(vertex.id, error));
    }
  };
  const limit = new AbortController();
  // All look-ups may listen to it.
  setMaxListeners(0, limit.signal);
  const stop = () => limit.abort(signal.reason);
  if (signal.aborted) stop();
  // Not AbortSignal.any: what listens to that, and the whole graph with it, is kept as long as the engine's own signal.
  signal.addEventListener('abort', stop);
  const callOff = services.get(CLOCK).schedule(lookUpMs, () => limit.abort(lookUpTimedOut(lookUpMs)));
  const cutShort = new Promise<void>((resolve) => {
    if (limit.signal.aborted) resolve();
    else limit.signal.addEventListener('abort', () => resolve());
  });
  // All look-ups are begun before any is waited for; answers that need none are not kept.
  const pending: { vertex: Vertex; answer: Promise<Answer> }[] = [];
  for (const vertex of wishing) {
    const answer = askWishes(vertex, services, limit.signal);
    if (answer instanceof Promise) pending.push({ vertex, answer });
    else grant(vertex, answer);
  }
  for (const { vertex, answer } of pending)
    grant(vertex, (await Promise.race([answer, cutShort])) ?? failedFor(vertex, limit.signal.reason));
  callOff();
  signal.removeEventListener('abort', stop);
}

/** Which vertices are known by an identity: by its type, then by its value. Nearly all are known to one vertex only. */
type Index = ReadonlyMap<string, ReadonlyMap<string, Vertex | Vertex[]>>;

function indexIdentities(vertices: readonly Vertex[], warnings: Problem[]): Index {
  const knownBy = new Map<string, Map<string, Vertex | Vertex[]>>();
  for (const vertex of vertices) {
    try {
      for (const { type, value } of vertex.resource.identities?.(vertex.params) ?? []) {
        const ofType = knownBy.get(type) ?? new Map<string, Vertex | Vertex[]>();
        knownBy.set(type, ofType);
        const present = ofType.get(value);
        if (Array.isArray(present)) present.push(vertex);
        else ofType.set(value, present === undefined ? vertex : [present, vertex]);
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
  const failed = (error: unknown) => failedFor(vertex, error);
  try {
    const wishes = vertex.resource.wishes!(vertex.params, { services, signal });
    return wishes instanceof Promise ? wishes.then((list) => ({ wishes: list }), failed) : { wishes };
  } catch (error) {
    return failed(error);
  }
}

function failedFor(vertex: Vertex, error: unknown): Answer {
  return { wishes: [], problem: autoEdgesFailed(vertex.id, error) };
}

function fulfil(graph: Graph<Vertex, Edge>, vertex: Vertex, wish: Wish, knownBy: Index): void {
  for (const { type, value } of wish.anyOf) {
    const known = knownBy.get(type)?.get(value);
    if (known === undefined || known === vertex) continue;
    const found = [known].flat().filter((other) => other !== vertex);
    for (const other of found) {
      const [from, to] = wish.order === 'after' ? [other, vertex] : [vertex, other];
      if (graph.edge(from, to) || graph.edge(to, from)) continue;
      graph.addEdge(from, to, { notify: wish.notify === true, auto: true });
    }
    if (found.length > 0) return;
  }
}
