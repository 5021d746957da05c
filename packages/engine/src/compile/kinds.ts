import { contractVersion, type Plugin, Problems, type Resource } from '@homeostat/resource';
import { kindTwice, pluginContract } from '../errors.ts';

// biome-ignore lint/suspicious/noExplicitAny: kinds of all params in one map; each hook gets what its own schema made
export type Kinds = ReadonlyMap<string, Resource<any>>;

/** The kinds of these plugins by name. Throws Problems when a plugin does not fit or two bring the same kind. */
export function kindsOf(plugins: readonly Plugin[]): Kinds {
  const kinds = new Map<string, Plugin['resources'][number]>();
  const owners = new Map<string, string>();
  const problems = [];
  for (const plugin of plugins) {
    if (plugin.contract !== contractVersion) {
      problems.push(pluginContract(plugin.name, plugin.contract, contractVersion));
      continue;
    }
    for (const resource of plugin.resources) {
      const owner = owners.get(resource.kind);
      if (owner !== undefined) problems.push(kindTwice(resource.kind, owner, plugin.name));
      owners.set(resource.kind, plugin.name);
      kinds.set(resource.kind, resource);
    }
  }
  if (problems.length > 0) throw new Problems(problems);
  return kinds;
}
