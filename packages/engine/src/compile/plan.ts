import type { Locate, Meta, Problem, Resource } from '@homeostat/resource';
import type { Graph } from '../graph/graph.ts';

/** A validated resource in the graph. */
export interface Vertex {
  /** `kind[name]`, unique in a plan. */
  readonly id: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the params were made by this resource's own schema
  readonly resource: Resource<any>;
  readonly params: unknown;
  readonly meta: Meta;
  /** Vertices with equal buckets may share a unit; `undefined`: never. */
  readonly bucket: string | undefined;
}

/** An arrow between two vertices: the first is put right before the second. */
export interface Edge {
  /** Whether a change of the first refreshes the second. */
  readonly notify: boolean;
  /** Found by wishes, not declared. */
  readonly auto: boolean;
  /** Finds where it was declared. */
  readonly locate?: Locate | undefined;
}

/** A graph that is ready to run. */
export interface Plan {
  /** The vertices and edges of members; grouping does not change it. */
  readonly graph: Graph<Vertex, Edge>;
  /** A partition of the vertices: what runs together. Contracting each to a point leaves the graph acyclic. */
  readonly units: readonly (readonly Vertex[])[];
  readonly warnings: readonly Problem[];
}
