import { defineResource } from '@homeostat/resource';
import { applyAccounts } from '../apply-accounts.ts';
import { checkAccounts } from '../check-accounts.ts';
import type { MachineOf } from '../machine/machine.ts';
import { AccountWatch } from '../watch/account-watch.ts';
import { applyGroup } from './apply-group.ts';
import { groupIdentities, groupWishes } from './edges.ts';
import { groupKeeping } from './group-keeping.ts';
import { groupParams } from './params.ts';

/** Keeps groups of a machine, as its files have them. */
export function groupOver(machineOf: MachineOf) {
  return defineResource({
    kind: 'group',
    description: 'A group of this machine, and its number',
    params: groupParams,
    namevar: 'name',

    // A single one is a group of one.
    groupable: {
      key: () => 'groups',
      checkAll: (members, signal) =>
        checkAccounts(members, signal, machineOf(members[0]!.ctx.services), groupKeeping),
      async applyAll(members, signal) {
        const machine = machineOf(members[0]!.ctx.services);
        return applyAccounts(members, machine, (member) => applyGroup(machine, member, signal));
      },
      watchAll: (services) => new AccountWatch(services, machineOf(services), groupKeeping),
    },

    identities: groupIdentities,
    wishes: (params, { services }) => groupWishes(params, machineOf(services)),
  });
}
