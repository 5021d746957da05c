import type { EdgeDeclaration, ResourceDeclaration, ResourceRef } from '@homeostat/resource';
import { exportUnsupported, keyIgnored, nameMissing } from './errors.ts';
import { ignoredParam, meansNotGiven } from './ignored-keys.ts';
import { readRefText } from './read-ref.ts';
import type { ShapeReader } from './shape-reader.ts';
import type { Path } from './source.ts';

/** A resource as it stands in a file. */
export interface WrittenResource {
  /** In lower case. */
  readonly kind: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly path: Path;
}

/** What each key that names other resources makes of this one and another. */
const relations: Readonly<Record<string, (own: ResourceRef, other: ResourceRef) => EdgeDeclaration>> = {
  before: (own, other) => ({ from: own, to: other, notify: false }),
  notify: (own, other) => ({ from: own, to: other, notify: true }),
  require: (own, other) => ({ from: other, to: own, notify: false }),
  subscribe: (own, other) => ({ from: other, to: own, notify: true }),
};

export function readResource(read: ShapeReader, written: WrittenResource): ResourceDeclaration {
  const { kind, name, body, path } = written;
  if (name === '') read.problems.push(nameMissing(kind, read.at(path)));
  if (name.startsWith('@@'))
    read.problems.push(exportUnsupported(`"${name}" is an exported name`, read.at(path)));

  const params: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (key === 'meta' || Object.hasOwn(relations, key) || meansNotGiven(kind, key, value)) continue;
    const ignored = ignoredParam(kind, key);
    if (ignored) read.warnings.push(keyIgnored(key, ignored, read.at([...path, key])));
    else params[key] = value;
  }
  const meta = read.optionalMap('"meta"', body.meta, [...path, 'meta']);
  return {
    kind,
    name,
    params,
    ...(meta && { meta }),
    locate: (inner) => read.at([...path, ...withoutParams(inner)]),
  };
}

/** The edges that a resource declares by naming others. */
export function readRelations(
  read: ShapeReader,
  { kind, name, body, path }: WrittenResource,
): EdgeDeclaration[] {
  const own = { kind, name };
  return Object.entries(relations).flatMap(([key, edgeTo]) =>
    listed(body[key], [...path, key]).flatMap(([value, at]) => {
      const other = readRefText(read, key, value, at);
      return other ? { ...edgeTo(own, other), locate: () => read.at(at) } : [];
    }),
  );
}

/** One value or a list of them, each with its path. */
function listed(value: unknown, path: Path): (readonly [unknown, Path])[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map((item, index) => [item, [...path, index]]) : [[value, path]];
}

/** Params stand beside the other keys of a resource, not under a key of their own. */
function withoutParams(path: Path): Path {
  return path[0] === 'params' ? path.slice(1) : path;
}
