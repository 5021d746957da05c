import { defineResource, nothingToWatch } from '@homeostat/resource';
import { z } from 'zod';

/** Keeps nothing: a fixed point for edges to begin and end at. */
export const noop = defineResource({
  kind: 'noop',
  description: 'Keeps nothing and is always in state; a point in the graph for edges to meet',
  params: z.strictObject({
    comment: z.string().optional().describe('A note for the reader; nothing is done with it'),
    group: z
      .string()
      .optional()
      .describe('Noops of the same group may share a unit; without it, this one never does'),
  }),

  watch: () => nothingToWatch,
  groupable: { key: ({ group }) => group },
  refresh(_applied, _params, ctx) {
    ctx.log.info('was notified');
    return [];
  },
});
