import { definePlugin } from '@homeostat/resource';
import { svc } from './svc.ts';

export const svcPlugin = definePlugin({ name: '@homeostat/plugin-svc', resources: [svc] });
