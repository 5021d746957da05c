import { contractVersion } from '@homeostat/resource';

/** What keeps a value from being a plugin; `undefined`: nothing. */
export function faultOf(value: unknown): string | undefined {
  const plugin = asRecord(value);
  if (
    typeof plugin.name !== 'string' ||
    typeof plugin.contract !== 'number' ||
    !Array.isArray(plugin.resources)
  )
    return 'its default export is not what definePlugin makes';
  // What a kind of another contract looks like, nobody knows; the engine refuses it.
  if (plugin.contract !== contractVersion) return undefined;
  return plugin.resources.map(faultOfKind).find((fault) => fault !== undefined);
}

function faultOfKind(value: unknown, index: number): string | undefined {
  const { kind, description, params } = asRecord(value);
  if (typeof kind !== 'string') return `its resource ${index + 1} has no kind`;
  if (!/^[a-z][a-z0-9_:-]*$/.test(kind))
    return `its kind "${kind}" is not of lower-case letters, digits and _ : -`;
  if (typeof description !== 'string') return `its kind "${kind}" has no description`;
  // Schemas of zod 3 have all methods of the same names.
  if (!('_zod' in asRecord(params))) return `the params of its kind "${kind}" are not a schema of zod 4`;
  return undefined;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
