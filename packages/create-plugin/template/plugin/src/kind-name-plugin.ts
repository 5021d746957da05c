import { definePlugin } from '@homeostat/resource';
import { kindNameKind } from './kind-name.ts';

export const kindNamePlugin = definePlugin({ name: 'plugin-name', resources: [kindNameKind] });
