import { type ServiceToken, serviceToken } from '@homeostat/resource';
import type { Graph } from '../graph/graph.ts';

/** What a grouper may know of a vertex. */
export interface GroupingVertex {
  /** Unique in the graph. */
  readonly id: string;
  /** Vertices with equal buckets are alike and willing; `undefined`: this one stays alone. */
  readonly bucket: string | undefined;
}

/**
 * Decides which vertices share a unit.
 *
 * Given an acyclic graph, it returns a partition of the vertices in which every unit holds vertices of one bucket only,
 * and in which contracting each unit to a point leaves the graph acyclic (so no two vertices of a unit reach each
 * other). The engine checks that and refuses a graph whose grouping is wrong. The result must not depend on the order
 * in which vertices and edges were added.
 */
export interface AutoGrouper {
  readonly name: string;
  group<V extends GroupingVertex>(graph: Graph<V, unknown>): readonly (readonly V[])[];
}

export const AUTO_GROUPER: ServiceToken<AutoGrouper> = serviceToken('auto-grouper');
