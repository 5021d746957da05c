import { defineResource } from '@homeostat/resource';
import { applyAll } from './apply-all.ts';
import { checkAll, type Results } from './check-all.ts';
import { identities, wishes } from './edges.ts';
import { fileParams } from './params.ts';
import { watch, watchAll } from './watch.ts';

export const file = defineResource({
  kind: 'file',
  description: 'A regular file, a directory or a symbolic link, with its content, mode and owner',
  params: fileParams,
  namevar: 'path',

  check: async (params, ctx) => only(await checkAll([{ params, ctx }], ctx.signal)),
  apply: async (changes, params, ctx) => only(await applyAll([{ params, ctx, changes }], ctx.signal)),
  watch,

  groupable: { key: () => '', checkAll, applyAll, watchAll },

  identities,
  wishes,
});

function only<T>([result]: Results<T>): T {
  if (result!.status === 'rejected') throw result!.reason;
  return result!.value;
}
