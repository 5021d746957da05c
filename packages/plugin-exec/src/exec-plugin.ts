import { definePlugin } from '@homeostat/resource';
import { exec } from './exec.ts';

export const execPlugin = definePlugin({ name: '@homeostat/plugin-exec', resources: [exec] });
