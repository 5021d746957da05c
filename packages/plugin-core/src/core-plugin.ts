import { definePlugin } from '@homeostat/resource';
import { noop } from './noop.ts';
import { print } from './print.ts';

export const corePlugin = definePlugin({ name: '@homeostat/plugin-core', resources: [noop, print] });
