export { type ReplaceOptions, replaceFile } from './disk/replace-file.ts';
export { file } from './file.ts';
export { filePlugin } from './file-plugin.ts';
