import { definePlugin } from '@homeostat/resource';

export const pkgPlugin = definePlugin({ name: '@homeostat/plugin-pkg', resources: [] });
