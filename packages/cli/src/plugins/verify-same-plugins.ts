import type { PluginReference } from '@homeostat/config';
import { pluginsChanged } from '../errors.ts';

/** Refuses a config that names other plugins than the one they were loaded for: an engine takes them only at its start. */
export function verifySamePlugins(
  loaded: readonly PluginReference[],
  wanted: readonly PluginReference[],
): void {
  const added = without(wanted, loaded);
  const removed = without(loaded, wanted);
  if (added.length + removed.length === 0) return;
  throw pluginsChanged(names(added), names(removed), added[0]?.locate?.([]));
}

function without(plugins: readonly PluginReference[], others: readonly PluginReference[]): PluginReference[] {
  return plugins.filter(({ specifier }) => !names(others).includes(specifier));
}

function names(plugins: readonly PluginReference[]): string[] {
  return plugins.map(({ specifier }) => specifier);
}
