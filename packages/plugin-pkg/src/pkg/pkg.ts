import { defineResource } from '@homeostat/resource';
import { chooseBackend } from '../backend/choose-backend.ts';
import { applyAll } from './apply-all.ts';
import { checkAll } from './check-all.ts';
import { wishes } from './edges.ts';
import { keptIdentities } from './kept.ts';
import { pkgParams } from './params.ts';
import { type ChooseBackend, SharedBackends } from './shared-backends.ts';
import { watch, watchAll } from './watch.ts';

/** The kind, over the package managers that `choose` knows. */
export function pkgOver(choose: ChooseBackend) {
  const backends = new SharedBackends(choose);
  return defineResource({
    kind: 'pkg',
    description: 'A package that is installed, at a version, up to date, or not there',
    params: pkgParams,
    namevar: 'name',

    // A single one is a group of one.
    groupable: {
      key: ({ provider, allowDowngrade, allowUntrusted, allowRemoveDependents }) =>
        [provider, allowDowngrade, allowUntrusted, allowRemoveDependents].join(' '),
      checkAll: (members, signal) => checkAll(members, signal, backends),
      applyAll: (members, signal) => applyAll(members, signal, backends),
      watchAll: () => watchAll(backends),
    },

    watch: (params, notify, ctx) => watch({ params, ctx }, notify, backends),

    identities: (params) => [{ type: 'package', value: params.name }, ...keptIdentities(params)],
    wishes: (params, ctx) => wishes(params, ctx, backends),
  });
}

export const pkg = pkgOver(chooseBackend);
