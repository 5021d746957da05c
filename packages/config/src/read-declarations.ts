import type { Declarations } from '@homeostat/resource';
import { configEmpty, exportUnsupported, keyIgnored, nameMissing, topKeyUnknown } from './errors.ts';
import { ignoredTopKeys } from './ignored-keys.ts';
import { isRecord } from './is-record.ts';
import { Place } from './place.ts';
import { readEdge } from './read-edge.ts';
import { type PluginReference, readPlugins } from './read-plugins.ts';
import { readRefText } from './read-ref.ts';
import { readRelations, readResource, type WrittenResource } from './read-resource.ts';
import { ShapeReader } from './shape-reader.ts';
import type { Source } from './source.ts';

const topKeys = ['graph', 'comment', 'plugins', 'resources', 'edges'];
/** Understood, and refused or left out. */
const otherTopKeys = ['collect', ...Object.keys(ignoredTopKeys)];

/** Reads what a whole file declares. What can't be read is reported and left out. */
export function readDeclarations(source: Source): {
  declarations: Declarations;
  graph: string | undefined;
  plugins: readonly PluginReference[];
} {
  const read = new ShapeReader(source);
  const file = new Place(source.at);
  const top = readTop(read, source.value, file);

  const written = [...writtenResources(read, top.resources, file.inside('resources'))];
  const edgesPlace = file.inside('edges');
  const edges = read
    .optionalList('"edges"', top.edges, edgesPlace)
    .flatMap((edge, index) => readEdge(read, edge, edgesPlace.inside(index)) ?? []);
  return {
    graph: read.optionalText('"graph"', top.graph, file.inside('graph')),
    plugins: readPlugins(read, top.plugins, file.inside('plugins')),
    declarations: {
      resources: written.map((resource) => readResource(read, resource)),
      edges: [...edges, ...written.flatMap((resource) => readRelations(read, resource, readRefText))],
    },
  };
}

function readTop(read: ShapeReader, value: unknown, place: Place): Readonly<Record<string, unknown>> {
  // A problem says already why there is nothing.
  if (value === undefined) return {};
  if (value === null) {
    read.problems.push(configEmpty(place.position()));
    return {};
  }
  const top = read.map('A graph', value, place) ?? {};
  for (const key of Object.keys(top)) {
    if (!topKeys.includes(key) && !otherTopKeys.includes(key) && !key.startsWith('x-'))
      read.problems.push(topKeyUnknown(key, topKeys, place.inside(key).position()));
  }
  for (const [key, reason] of Object.entries(ignoredTopKeys)) {
    if (Object.hasOwn(top, key)) read.warnings.push(keyIgnored(key, reason, place.inside(key).position()));
  }
  const collect = place.inside('collect');
  if (read.optionalList('"collect"', top.collect, collect).length > 0) {
    read.problems.push(
      exportUnsupported('"collect" asks for resources of other machines', collect.position()),
    );
  }
  return top;
}

function* writtenResources(read: ShapeReader, value: unknown, place: Place): Generator<WrittenResource> {
  const kinds = read.optionalMap('"resources"', value, place) ?? {};
  for (const [key, body] of Object.entries(kinds)) {
    const kind = key.toLowerCase();
    if (isRecord(body)) yield* namedByKey(read, kind, body, place.inside(key));
    else yield* namedInside(read, kind, body, place.inside(key));
  }
}

/** `file: { /etc/motd: {content: hello} }` */
function* namedByKey(
  read: ShapeReader,
  kind: string,
  map: Readonly<Record<string, unknown>>,
  place: Place,
): Generator<WrittenResource> {
  for (const name of Object.keys(map)) {
    const own = place.inside(name);
    const body = read.optionalMap(`"${name}"`, map[name], own) ?? {};
    yield { kind, name, body, namedInside: false, place: own };
  }
}

/** `file: [{name: /etc/motd, content: hello}]`, or a name alone; with a list of names, a resource for each. */
function* namedInside(
  read: ShapeReader,
  kind: string,
  list: unknown,
  place: Place,
): Generator<WrittenResource> {
  const what = `A resource of kind "${kind}"`;
  for (const [index, item] of read.optionalList(`"${kind}"`, list, place).entries()) {
    const own = place.inside(index);
    if (typeof item === 'string') {
      yield { kind, name: item, body: {}, namedInside: false, place: own };
      continue;
    }
    const body = read.map(what, item, own);
    if (!body) continue;
    for (const name of namesIn(read, kind, body.name, own)) {
      yield { kind, name, body, namedInside: true, place: own };
    }
  }
}

function namesIn(read: ShapeReader, kind: string, value: unknown, place: Place): readonly string[] {
  const at = place.inside('name');
  const isMissing = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  if (isMissing) read.problems.push(nameMissing(kind, place.position()));
  if (Array.isArray(value))
    return value.flatMap((name, index) => read.text('"name"', name, at.inside(index)) ?? []);
  const name = read.optionalText('"name"', value, at);
  return name === undefined ? [] : [name];
}
