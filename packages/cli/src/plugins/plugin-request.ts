import { dirname, resolve } from 'node:path';
import type { ConfigFile, PluginReference } from '@homeostat/config';

/** A plugin that somebody wants loaded. */
export interface PluginRequest extends PluginReference {
  /** The directory it is looked for from. */
  readonly from: string;
}

export interface PluginOptions {
  /** As given to `--plugin`. */
  readonly plugin?: readonly string[];
}

export function requestsOfOptions({ plugin = [] }: PluginOptions): PluginRequest[] {
  return plugin.map((specifier) => ({ specifier, from: process.cwd() }));
}

export function requestsOfConfig(file: string, { plugins }: ConfigFile): PluginRequest[] {
  const from = dirname(resolve(file));
  return plugins.map((plugin) => ({ ...plugin, from }));
}
