import type { Locate } from '@homeostat/resource';
import type { ShapeReader } from './shape-reader.ts';

/** A plugin that a file wants loaded. */
export interface PluginReference {
  /** The name of a package, or a path that begins with `./`, `../` or `/`. */
  readonly specifier: string;
  /** Finds the place of it (`[]`). */
  readonly locate?: Locate;
}

export function readPlugins(read: ShapeReader, value: unknown): PluginReference[] {
  return read.optionalList('"plugins"', value, ['plugins']).flatMap((item, index) => {
    const path = ['plugins', index];
    const specifier = read.text('A plugin', item, path);
    return specifier === undefined ? [] : { specifier, locate: () => read.at(path) };
  });
}
