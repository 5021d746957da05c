import type { Declarations } from '@homeostat/resource';
import { configEmpty, exportUnsupported, keyIgnored, nameMissing } from './errors.ts';
import { ignoredTopKeys } from './ignored-keys.ts';
import { isRecord } from './is-record.ts';
import { readEdge } from './read-edge.ts';
import { type PluginReference, readPlugins } from './read-plugins.ts';
import { readRelations, readResource, type WrittenResource } from './read-resource.ts';
import { ShapeReader } from './shape-reader.ts';
import type { Path, Source } from './source.ts';

const topKeys = ['graph', 'comment', 'plugins', 'resources', 'edges', 'collect'];

/** Reads what a whole file declares. What can't be read is reported and left out. */
export function readDeclarations(source: Source): {
  declarations: Declarations;
  graph: string | undefined;
  plugins: readonly PluginReference[];
} {
  const read = new ShapeReader(source);
  const top = readTop(read, source.value);

  const written = [...writtenResources(read, top.resources)];
  const edges = read
    .optionalList('"edges"', top.edges, ['edges'])
    .flatMap((edge, index) => readEdge(read, edge, ['edges', index]) ?? []);
  return {
    graph: read.optionalText('"graph"', top.graph, ['graph']),
    plugins: readPlugins(read, top.plugins),
    declarations: {
      resources: written.map((resource) => readResource(read, resource)),
      edges: [...edges, ...written.flatMap((resource) => readRelations(read, resource))],
    },
  };
}

function readTop(read: ShapeReader, value: unknown): Readonly<Record<string, unknown>> {
  // A problem says already why there is nothing.
  if (value === undefined) return {};
  if (value === null) {
    read.problems.push(configEmpty(read.at([])));
    return {};
  }
  const top = read.map('A graph', value, []) ?? {};
  read.onlyKeys('A graph', top, [...topKeys, ...Object.keys(ignoredTopKeys)], []);
  for (const [key, reason] of Object.entries(ignoredTopKeys)) {
    if (Object.hasOwn(top, key)) read.warnings.push(keyIgnored(key, reason, read.at([key])));
  }
  if (read.optionalList('"collect"', top.collect, ['collect']).length > 0) {
    read.problems.push(
      exportUnsupported('"collect" asks for resources of other machines', read.at(['collect'])),
    );
  }
  return top;
}

function* writtenResources(read: ShapeReader, value: unknown): Generator<WrittenResource> {
  const kinds = read.optionalMap('"resources"', value, ['resources']) ?? {};
  for (const [key, body] of Object.entries(kinds)) {
    const kind = key.toLowerCase();
    const path = ['resources', key];
    if (isRecord(body)) yield* namedByKey(read, kind, body, path);
    else yield* namedInside(read, kind, body, path);
  }
}

/** `file: { /etc/motd: {content: hello} }` */
function* namedByKey(read: ShapeReader, kind: string, map: object, path: Path): Generator<WrittenResource> {
  for (const [name, value] of Object.entries(map)) {
    const own = [...path, name];
    yield { kind, name, body: read.optionalMap(`"${name}"`, value, own) ?? {}, path: own };
  }
}

/** `file: [{name: /etc/motd, content: hello}]` */
function* namedInside(
  read: ShapeReader,
  kind: string,
  list: unknown,
  path: Path,
): Generator<WrittenResource> {
  for (const [index, item] of read.optionalList(`"${kind}"`, list, path).entries()) {
    const own = [...path, index];
    const body = read.map(`A resource of kind "${kind}"`, item, own);
    if (!body) continue;
    const { name, ...rest } = body;
    if (name === undefined || name === null) read.problems.push(nameMissing(kind, read.at(own)));
    const text = read.optionalText('"name"', name, [...own, 'name']);
    if (text !== undefined) yield { kind, name: text, body: rest, path: own };
  }
}
