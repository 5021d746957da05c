export { fingerprintOf } from './fingerprint.ts';
export { type ConfigFile, parseConfig } from './parse-config.ts';
export { type ReadConfig, readConfig } from './read-config.ts';
export type { PluginReference } from './read-plugins.ts';
export { isSite } from './site/is-site.ts';
export type { KindsOf, Site, SiteOptions } from './site/site.ts';
