import { type Answers, defineResource } from '@homeostat/resource';
import { applyAll } from './apply-all.ts';
import { checkAll } from './check-all.ts';
import { identities, wishes } from './edges.ts';
import { svcParams } from './params.ts';
import { refresh } from './refresh.ts';
import { watch, watchAll } from './watch/unit-watch.ts';

/** Keeps a unit of systemd running or stopped, and enabled, disabled or masked. */
export const svc = defineResource({
  kind: 'svc',
  description: 'A unit of systemd: whether it runs, and whether it is started at boot',
  params: svcParams,
  namevar: 'name',

  check: async (params, ctx) => only(await checkAll([{ params, ctx }], ctx.signal)),
  apply: async (changes, params, ctx) => only(await applyAll([{ params, ctx, changes }], ctx.signal)),
  refresh,
  watch,

  groupable: {
    key: ({ session }) => (session ? 'session' : 'system'),
    // A start may take minutes, in which the others are kept as ever.
    concurrent: true,
    checkAll,
    applyAll,
    watchAll,
  },

  identities,
  wishes,
});

async function only<T>([answer]: Answers<T>): Promise<T> {
  const result = await answer!;
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
