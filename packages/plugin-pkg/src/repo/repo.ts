import { defineResource, type Services } from '@homeostat/resource';
import { lockSeconds } from '../apt/lock-seconds.ts';
import { applyAll } from './apply.ts';
import { differences } from './differences.ts';
import { identities, wishes } from './edges.ts';
import { repoParams } from './params.ts';
import { Places } from './places.ts';
import { watch } from './watch.ts';

/** @param rootOf the root of the machine whose apt it is about, without a slash at its end; empty: this machine's */
export function repoBelow(rootOf: (services: Services) => string) {
  const placesOf = (services: Services) => new Places(rootOf(services));
  return defineResource({
    kind: 'repo',
    description: 'A repository that apt has packages from, with the key that signs it',
    params: repoParams,
    namevar: 'name',

    check: (params, { services }) => differences(params, placesOf(services)),
    async apply(changes, params, ctx) {
      const [result] = await applyAll(
        [{ params, ctx, changes }],
        placesOf(ctx.services),
        lockSeconds,
        ctx.signal,
      );
      if (result!.status === 'rejected') throw result!.reason;
    },
    watch: (params, notify, { services }) => watch(params, notify, placesOf(services), services),

    groupable: {
      key: () => '',
      applyAll: (members, signal) =>
        applyAll(members, placesOf(members[0]!.ctx.services), lockSeconds, signal),
    },

    identities: (params) => identities(params, new Places('')),
    wishes: (params) => wishes(params, new Places('')),
  });
}

export const repo = repoBelow(() => '');
