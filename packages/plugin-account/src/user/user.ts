import { defineResource, type Services } from '@homeostat/resource';
import { applyAccounts } from '../apply-accounts.ts';
import { checkAccounts } from '../check-accounts.ts';
import type { MachineOf } from '../machine/machine.ts';
import { AccountWatch, watchAlone } from '../watch/account-watch.ts';
import { UserApplication } from './apply-user.ts';
import { userIdentities, userWishes } from './edges.ts';
import { userParams } from './params.ts';
import { userKeeping } from './user-keeping.ts';

/** Keeps users of a machine, as its files have them. */
export function userOver(machineOf: MachineOf) {
  const watchAll = (services: Services) => new AccountWatch(services, machineOf(services), userKeeping);
  return defineResource({
    kind: 'user',
    description: 'A user of this machine: its ids, groups, home directory, shell, password and expiry',
    params: userParams,
    namevar: 'name',

    watch: (params, notify, ctx) => watchAlone(watchAll(ctx.services), params, notify, ctx),

    // A single one is a group of one.
    groupable: {
      key: () => 'users',
      checkAll: (members, signal) =>
        checkAccounts(members, signal, machineOf(members[0]!.ctx.services), userKeeping),
      async applyAll(members, signal) {
        const machine = machineOf(members[0]!.ctx.services);
        return applyAccounts(members, machine, (member) =>
          new UserApplication(machine, member, signal).make(),
        );
      },
      watchAll,
    },

    identities: userIdentities,
    wishes: userWishes,
  });
}
