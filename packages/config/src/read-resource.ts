import type { EdgeDeclaration, ResourceDeclaration, ResourceRef } from '@homeostat/resource';
import { exportUnsupported, keyIgnored, nameMissing } from './errors.ts';
import { ignoredParam, meansNotGiven } from './ignored-keys.ts';
import { LocatedResource } from './located-resource.ts';
import type { Place } from './place.ts';
import type { readRefText } from './read-ref.ts';
import type { ShapeReader } from './shape-reader.ts';

/** A resource as it stands in a file. */
export interface WrittenResource {
  /** In lower case. */
  readonly kind: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether the name is a key of the body. */
  readonly namedInside: boolean;
  readonly place: Place;
}

/** What each key that names other resources makes of this one and another. */
const relations = new Map<string, (own: ResourceRef, other: ResourceRef) => EdgeDeclaration>([
  ['before', (own, other) => ({ from: own, to: other, notify: false })],
  ['notify', (own, other) => ({ from: own, to: other, notify: true })],
  ['require', (own, other) => ({ from: other, to: own, notify: false })],
  ['subscribe', (own, other) => ({ from: other, to: own, notify: true })],
]);

export function readResource(read: ShapeReader, written: WrittenResource): ResourceDeclaration {
  const { kind, name, body, namedInside, place } = written;
  if (name === '') read.problems.push(nameMissing(kind, place.position()));
  if (name.startsWith('@@'))
    read.problems.push(exportUnsupported(`"${name}" is an exported name`, place.position()));

  const params: Record<string, unknown> = {};
  for (const key of Object.keys(body)) {
    const value = body[key];
    if (key === 'meta' || (namedInside && key === 'name') || relations.has(key)) continue;
    if (meansNotGiven(kind, key, value)) continue;
    const ignored = ignoredParam(kind, key);
    if (ignored) read.warnings.push(keyIgnored(key, ignored, place.inside(key).position()));
    else params[key] = value;
  }
  const meta = read.optionalMap('"meta"', body.meta, place.inside('meta'));
  return new LocatedResource(kind, name, params, meta, place);
}

/**
 * The edges that a resource declares by naming others.
 *
 * @param readOther how one of them may be named
 */
export function readRelations(
  read: ShapeReader,
  { kind, name, body, place }: WrittenResource,
  readOther: typeof readRefText,
): EdgeDeclaration[] {
  const edges: EdgeDeclaration[] = [];
  for (const [key, edgeTo] of relations) {
    const written = body[key];
    if (written === undefined || written === null) continue;
    for (const [value, at] of listed(written, place.inside(key))) {
      const other = readOther(read, key, value, at);
      if (other) edges.push({ ...edgeTo({ kind, name }, other), locate: (inner) => at.find(inner) });
    }
  }
  return edges;
}

/** One value or a list of them, each with its place. */
function listed(value: unknown, place: Place): (readonly [unknown, Place])[] {
  return Array.isArray(value) ? value.map((item, index) => [item, place.inside(index)]) : [[value, place]];
}
