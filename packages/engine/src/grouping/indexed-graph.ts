import type { Graph } from '../graph/graph.ts';

/** A graph in arrays, for algorithms that pass over all of it. */
export class IndexedGraph<V extends object> {
  readonly vertices: readonly V[];
  /** The successors of vertex `i` are `#targets[#starts[i]]` up to `#targets[#starts[i + 1]]`. */
  readonly #starts: Int32Array;
  readonly #targets: Int32Array;

  constructor(graph: Graph<V, unknown>) {
    this.vertices = [...graph.vertices];
    const indexOf = new Map(this.vertices.map((vertex, index) => [vertex, index]));
    this.#starts = new Int32Array(this.vertices.length + 1);
    this.#targets = new Int32Array(graph.edgeCount);
    let end = 0;
    for (const [index, vertex] of this.vertices.entries()) {
      for (const target of graph.successors(vertex).keys()) {
        this.#targets[end] = indexOf.get(target)!;
        end += 1;
      }
      this.#starts[index + 1] = end;
    }
  }

  eachSuccessor(index: number, visit: (target: number) => void): void {
    const end = this.#starts[index + 1]!;
    for (let at = this.#starts[index]!; at < end; at += 1) visit(this.#targets[at]!);
  }
}
