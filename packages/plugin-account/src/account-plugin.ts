import { definePlugin } from '@homeostat/resource';
import { groupOver } from './group/group.ts';
import { Machine } from './machine/machine.ts';
import { userOver } from './user/user.ts';

const machine = new Machine();

export const accountPlugin = definePlugin({
  name: '@homeostat/plugin-account',
  resources: [userOver(() => machine), groupOver(() => machine)],
});
