import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@homeostat/resource';
import { pluginMisshapen, pluginNotCompiled, pluginNotLoaded, pluginUnsafe } from '../errors.ts';
import type { PluginRequest } from './plugin-request.ts';
import { faultOf } from './plugin-shape.ts';
import { resolvePlugin } from './resolve-plugin.ts';

/** Imports a plugin. Throws a Problem that says why it can't be taken. */
export async function loadPlugin(request: PluginRequest): Promise<Plugin> {
  const file = resolvePlugin(request);
  if (/\.[cm]?ts$/.test(file)) throw pluginNotCompiled(request, file);
  const open = [file, dirname(file)].find(isWritableByEveryone);
  if (open !== undefined) throw pluginUnsafe(request, open);

  let module: { readonly default?: unknown; readonly plugin?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw pluginNotLoaded(request, file, error);
  }
  const plugin = module.default ?? module.plugin;
  const fault = faultOf(plugin);
  if (fault !== undefined) throw pluginMisshapen(request, fault);
  return plugin as Plugin;
}

function isWritableByEveryone(path: string): boolean {
  return (statSync(path).mode & 0o002) !== 0;
}
