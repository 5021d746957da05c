export { replaceFile } from './disk/replace-file.ts';
export type { Attributes } from './disk/set-attributes.ts';
export { file } from './file.ts';
export { filePlugin } from './file-plugin.ts';
export { line } from './line/line.ts';
