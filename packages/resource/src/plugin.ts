import type { Resource } from './resource.ts';

/** The version of this contract. It grows when a plugin built for an older one could break. */
export const contractVersion = 1;

/** A set of kinds that is installed and loaded together. */
export interface Plugin {
  readonly name: string;
  readonly contract: number;
  // biome-ignore lint/suspicious/noExplicitAny: a plugin holds kinds of different params; each hook gets what its own schema made
  readonly resources: readonly Resource<any>[];
}

/**
 * Makes a plugin. It registers nothing by being imported: whoever composes the engine lists it.
 *
 * @example
 * export default definePlugin({ name: 'homeostat-plugin-motd', resources: [motd] });
 */
export function definePlugin(plugin: Omit<Plugin, 'contract'>): Plugin {
  return { ...plugin, contract: contractVersion };
}
