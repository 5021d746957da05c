import type { Locate } from '@homeostat/resource';
import type { Place } from './place.ts';
import type { ShapeReader } from './shape-reader.ts';

/** A plugin that a file wants loaded. */
export interface PluginReference {
  /** The name of a package, or a path that begins with `./`, `../` or `/`. */
  readonly specifier: string;
  /** Finds the place of it (`[]`). */
  readonly locate?: Locate;
}

export function readPlugins(read: ShapeReader, value: unknown, place: Place): PluginReference[] {
  return read.optionalList('"plugins"', value, place).flatMap((item, index) => {
    const own = place.inside(index);
    const specifier = read.text('A plugin', item, own);
    return specifier === undefined ? [] : { specifier, locate: (inner) => own.find(inner) };
  });
}
