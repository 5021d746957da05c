/**
 * A directed graph with at most one edge for each ordered pair of vertices. Vertices are compared by identity.
 *
 * It may hold cycles while it is built; `topologicalOrder` is what refuses them.
 */
export class Graph<V extends object, E> {
  readonly #successors = new Map<V, Map<V, E>>();
  readonly #predecessors = new Map<V, Map<V, E>>();

  get vertices(): Iterable<V> {
    return this.#successors.keys();
  }

  get vertexCount(): number {
    return this.#successors.size;
  }

  get edgeCount(): number {
    let count = 0;
    for (const targets of this.#successors.values()) count += targets.size;
    return count;
  }

  has(vertex: V): boolean {
    return this.#successors.has(vertex);
  }

  /** Does nothing when the vertex is there already. */
  addVertex(vertex: V): void {
    if (this.has(vertex)) return;
    this.#successors.set(vertex, none());
    this.#predecessors.set(vertex, none());
  }

  /** Takes the vertex out, and every edge at it. */
  removeVertex(vertex: V): void {
    for (const target of this.successors(vertex).keys()) this.#predecessors.get(target)!.delete(vertex);
    for (const source of this.predecessors(vertex).keys()) this.#successors.get(source)!.delete(vertex);
    this.#successors.delete(vertex);
    this.#predecessors.delete(vertex);
  }

  /** Replaces the edge when the pair has one. Both ends must be in the graph. */
  addEdge(from: V, to: V, edge: E): void {
    if (!this.has(from) || !this.has(to)) throw new Error('An end of the edge is not in the graph');
    put(this.#successors, from, to, edge);
    put(this.#predecessors, to, from, edge);
  }

  removeEdge(from: V, to: V): void {
    this.#successors.get(from)?.delete(to);
    this.#predecessors.get(to)?.delete(from);
  }

  edge(from: V, to: V): E | undefined {
    return this.#successors.get(from)?.get(to);
  }

  /** Where the edges that begin at the vertex lead. */
  successors(vertex: V): ReadonlyMap<V, E> {
    return this.#successors.get(vertex) ?? none();
  }

  /** Where the edges that end at the vertex begin. */
  predecessors(vertex: V): ReadonlyMap<V, E> {
    return this.#predecessors.get(vertex) ?? none();
  }

  /** Whether a path of at least one edge leads from one to the other. */
  reaches(from: V, to: V): boolean {
    const seen = new Set<V>();
    const stack = [from];
    while (stack.length > 0) {
      for (const next of this.successors(stack.pop()!).keys()) {
        if (next === to) return true;
        if (seen.has(next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
    return false;
  }

  /** Every vertex after all its predecessors, or `undefined` when there is a cycle. */
  topologicalOrder(): V[] | undefined {
    const order = this.#orderable();
    return order.length === this.vertexCount ? order : undefined;
  }

  /** In topological order, the vertices that are neither on a cycle nor behind one. */
  #orderable(): V[] {
    const waitsFor = new Map<V, number>();
    const order: V[] = [];
    for (const vertex of this.vertices) {
      const count = this.predecessors(vertex).size;
      if (count === 0) order.push(vertex);
      else waitsFor.set(vertex, count);
    }
    for (let index = 0; index < order.length; index += 1) {
      for (const next of this.successors(order[index]!).keys()) {
        const count = waitsFor.get(next)! - 1;
        waitsFor.set(next, count);
        if (count === 0) order.push(next);
      }
    }
    return order;
  }

  /** The vertices of one cycle in the order of its edges, each once; `undefined` when there is none. */
  findCycle(): V[] | undefined {
    // Each vertex that is left has a predecessor that is left too, so a walk backwards comes round.
    const left = new Set(this.vertices);
    for (const vertex of this.#orderable()) left.delete(vertex);
    const [start] = left;
    if (start === undefined) return undefined;
    const path: V[] = [];
    const positions = new Map<V, number>();
    let vertex = start;
    while (!positions.has(vertex)) {
      positions.set(vertex, path.length);
      path.push(vertex);
      for (const before of this.predecessors(vertex).keys()) {
        if (left.has(before)) {
          vertex = before;
          break;
        }
      }
    }
    return path.slice(positions.get(vertex)).reverse();
  }
}

// Most vertices of a large graph have no edges on one side or both.
const noEdges = new Map<never, never>();

function none<V, E>(): Map<V, E> {
  return noEdges as unknown as Map<V, E>;
}

function put<V, E>(edges: Map<V, Map<V, E>>, at: V, other: V, edge: E): void {
  const present = edges.get(at)!;
  if (present === none()) edges.set(at, new Map([[other, edge]]));
  else present.set(other, edge);
}
