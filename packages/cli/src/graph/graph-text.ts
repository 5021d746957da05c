import type { Plan } from '@homeostat/engine';
import { dotText } from './dot.ts';
import type { GraphFormat } from './graph-format.ts';
import { listPlan } from './listing.ts';

/** The graph of members and how they are grouped. */
export async function graphText(plan: Plan, format: GraphFormat): Promise<string> {
  const listing = listPlan(plan);
  if (format === 'json') return `${JSON.stringify(listing, null, 2)}\n`;
  const dot = dotText(listing);
  return format === 'dot' ? dot : (await import('./svg.ts')).svgOf(dot);
}
