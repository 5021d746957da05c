import type { Plan } from '@homeostat/engine';

/** A plan as plain data, in an order that depends on nothing but what is in it. */
export interface Listing {
  readonly units: readonly { readonly members: readonly string[] }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly notify: boolean;
    readonly auto: boolean;
  }[];
}

export function listPlan({ graph, units }: Plan): Listing {
  const edges = [...graph.vertices].flatMap((from) =>
    [...graph.successors(from)].map(([to, { notify, auto }]) => ({ from: from.id, to: to.id, notify, auto })),
  );
  return {
    units: units
      .map((unit) => ({ members: unit.map(({ id }) => id).sort() }))
      .sort((a, b) => compare(a.members[0]!, b.members[0]!)),
    edges: edges.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to)),
  };
}

// Not by locale: the same plan gives the same text everywhere.
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
