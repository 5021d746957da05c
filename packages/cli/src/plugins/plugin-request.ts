import { dirname, resolve } from 'node:path';
import type { ConfigFile } from '@homeostat/config';
import type { SourcePosition } from '@homeostat/resource';

/** A plugin that somebody wants loaded. */
export interface PluginRequest {
  /** The name of a package, or a path that begins with `./`, `../` or `/`. */
  readonly specifier: string;
  /** The directory it is looked for from. */
  readonly from: string;
  readonly at?: SourcePosition | undefined;
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
  return plugins.map(({ specifier, locate }) => ({ specifier, from, at: locate?.([]) }));
}
