/**
 * The types of `homeostat/site`, for a config in TypeScript. The command provides the module itself when it runs one.
 */
import type { Site as AnySite, KindsOf, SiteOptions } from '@homeostat/config';
import type { accountPlugin } from '@homeostat/plugin-account';
import type { corePlugin } from '@homeostat/plugin-core';
import type { execPlugin } from '@homeostat/plugin-exec';
import type { filePlugin } from '@homeostat/plugin-file';
import type { pkgPlugin } from '@homeostat/plugin-pkg';
import type { svcPlugin } from '@homeostat/plugin-svc';
import type { Plugin } from '@homeostat/resource';

type Built =
  | typeof accountPlugin
  | typeof corePlugin
  | typeof execPlugin
  | typeof filePlugin
  | typeof pkgPlugin
  | typeof svcPlugin;

/**
 * A site that knows the kinds of the command, and those of further plugins.
 *
 * @example
 * import type motd from 'homeostat-plugin-motd';
 * export function welcome(site: Site<typeof motd>) { … }
 */
export type Site<P extends Plugin = never> = AnySite<KindsOf<Built | P>>;

/**
 * Begins a site. The file exports it as its default.
 *
 * @typeParam P further plugins, which `plugins` names: `createSite<typeof motd>({ plugins: ['homeostat-plugin-motd'] })`
 */
export declare function createSite<P extends Plugin = never>(options?: SiteOptions): Site<P>;
