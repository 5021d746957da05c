import { definePlugin } from '@homeostat/resource';
import { file } from './file.ts';
import { line } from './line/line.ts';

export const filePlugin = definePlugin({ name: '@homeostat/plugin-file', resources: [file, line] });
