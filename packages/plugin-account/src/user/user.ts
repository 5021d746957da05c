import { defineResource } from '@homeostat/resource';
import { applyAccounts } from '../apply-accounts.ts';
import { checkAccounts } from '../check-accounts.ts';
import type { MachineOf } from '../machine/machine.ts';
import { AccountWatch } from '../watch/account-watch.ts';
import { UserApplication } from './apply-user.ts';
import { userIdentities, userWishes } from './edges.ts';
import { userParams } from './params.ts';
import { userKeeping } from './user-keeping.ts';

/** Keeps users of a machine, as its files have them. */
export function userOver(machineOf: MachineOf) {
  return defineResource({
    kind: 'user',
    description: 'A user of this machine: its ids, groups, home directory, shell, password and expiry',
    params: userParams,
    namevar: 'name',

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
      watchAll: (services) => new AccountWatch(services, machineOf(services), userKeeping),
    },

    identities: userIdentities,
    wishes: userWishes,
  });
}
