import { defineResource, nothingToWatch } from '@homeostat/resource';
import { z } from 'zod';

/** Shows a text among the engine's events. */
export const print = defineResource({
  kind: 'print',
  description: 'Shows a text when the engine starts and each time it is notified',
  params: z.strictObject({
    msg: z.string().describe('What is shown; the name of the resource when left out'),
    refreshOnly: z.boolean().default(false).describe('Show it only when notified, not at the start'),
  }),
  namevar: 'msg',

  // Every notification is answered by a check before the refresh, so this one shows the text both times.
  check({ msg, refreshOnly }, ctx) {
    if (!refreshOnly) ctx.output(msg);
    return [];
  },
  watch: () => nothingToWatch,
  // Showing changed nothing, so nothing is passed on along notify edges.
  refresh(_applied, { msg, refreshOnly }, ctx) {
    if (refreshOnly) ctx.output(msg);
    return [];
  },
});
