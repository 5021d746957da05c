import { definePlugin } from '@homeostat/resource';
import { file } from './file.ts';

export const filePlugin = definePlugin({ name: '@homeostat/plugin-file', resources: [file] });
