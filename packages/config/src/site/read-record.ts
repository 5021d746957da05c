import { parse } from 'node:path';
import type { SourcePosition } from '@homeostat/resource';
import { valueNotData } from '../errors.ts';
import type { ConfigFile } from '../parse-config.ts';
import { Place } from '../place.ts';
import { readEdge } from '../read-edge.ts';
import { readPlugins } from '../read-plugins.ts';
import { readRef } from '../read-ref.ts';
import { readRelations, readResource, type WrittenResource } from '../read-resource.ts';
import { refuseValues } from '../refuse-values.ts';
import { ShapeReader } from '../shape-reader.ts';
import type { Path, Source } from '../source.ts';
import type { RecordedResource, SiteRecord } from './record.ts';

/** A place as people name it. */
export type Show = (at: SourcePosition) => SourcePosition;

/** Reads what a site was told as if it stood in YAML: by the same names, with the same problems. */
export function readRecord(record: SiteRecord, file: string, show: Show): ConfigFile {
  const source = sourceOf(record, show);
  refuseValues(source);
  const read = new ShapeReader(source);
  const place = new Place(source.at);
  const own = place.inside('options');
  const options = read.optionalMap('What a site is created with', record.options, own) ?? {};
  read.onlyKeys('A site', options, ['graph', 'comment', 'plugins'], own);

  const resources = place.inside('resources');
  const written = record.resources.flatMap(
    (call, index) => writtenResource(read, call, resources.inside(index)) ?? [],
  );
  const edges = record.edges.flatMap(
    ({ edge }, index) => readEdge(read, edge, place.inside('edges').inside(index)) ?? [],
  );
  return {
    graph: read.optionalText('"graph"', options.graph, own.inside('graph')) || parse(file).name,
    plugins: readPlugins(read, options.plugins, own.inside('plugins')),
    declarations: {
      resources: written.map((resource) => readResource(read, resource)),
      edges: [...edges, ...written.flatMap((resource) => readRelations(read, resource, readRef))],
    },
    problems: source.problems,
    warnings: source.warnings,
  };
}

function writtenResource(
  read: ShapeReader,
  call: RecordedResource,
  place: Place,
): WrittenResource | undefined {
  const kind = read.text('The kind of a resource', call.kind, place);
  const name = read.text('The name of a resource', call.name, place);
  const body = read.optionalMap(`What ${kind}[${name}] is declared with`, call.body, place) ?? {};
  if (kind === undefined || name === undefined) return undefined;
  return { kind: kind.toLowerCase(), name, body, namedInside: false, place };
}

/** The place of everything is that of the call that it was told with. */
function sourceOf(record: SiteRecord, show: Show): Source {
  return {
    value: record,
    at([part, index]: Path) {
      const calls = part === 'resources' || part === 'edges' ? record[part] : [];
      return show((calls[Number(index)] ?? record).at);
    },
    problems: record.faults.map(({ path, is, at }) => valueNotData(path, is, show(at))),
    warnings: [],
  };
}
