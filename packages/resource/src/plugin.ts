import type { Resource } from './resource.ts';

/** The version of this contract. It grows when a plugin built for an older one could break. */
export const contractVersion = 1;

// biome-ignore lint/suspicious/noExplicitAny: a plugin holds kinds of different params; each hook gets what its own schema made
type AnyResource = Resource<any>;

/**
 * A set of kinds that is installed and loaded together.
 *
 * @typeParam R its kinds, as `definePlugin` finds them
 */
export interface Plugin<R extends readonly AnyResource[] = readonly AnyResource[]> {
  readonly name: string;
  readonly contract: number;
  readonly resources: R;
}

/**
 * Makes a plugin. It registers nothing by being imported: whoever composes the engine lists it.
 *
 * @example
 * export default definePlugin({ name: 'homeostat-plugin-motd', resources: [motd] });
 */
export function definePlugin<const R extends readonly AnyResource[]>(
  plugin: Omit<Plugin<R>, 'contract'>,
): Plugin<R> {
  return { ...plugin, contract: contractVersion };
}
