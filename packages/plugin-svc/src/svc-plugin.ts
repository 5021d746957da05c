import { definePlugin } from '@homeostat/resource';

export const svcPlugin = definePlugin({ name: '@homeostat/plugin-svc', resources: [] });
