export { type ConfigFile, parseConfig } from './parse-config.ts';
export { readConfig } from './read-config.ts';
export type { PluginReference } from './read-plugins.ts';
