import type { EdgeDeclaration } from '@homeostat/resource';
import { readRef } from './read-ref.ts';
import type { ShapeReader } from './shape-reader.ts';
import type { Path } from './source.ts';

const edgeKeys = ['name', 'from', 'to', 'notify'];

/** Reads one item of `edges`; `undefined` when an end of it can't be read. */
export function readEdge(read: ShapeReader, value: unknown, path: Path): EdgeDeclaration | undefined {
  const edge = read.map('An edge', value, path);
  if (!edge) return undefined;
  read.onlyKeys('An edge', edge, edgeKeys, path);
  const from = readRef(read, 'from', edge.from, [...path, 'from']);
  const to = readRef(read, 'to', edge.to, [...path, 'to']);
  const notify = read.optionalBoolean('"notify"', edge.notify, [...path, 'notify']) ?? false;
  return from && to && { from, to, notify, locate: (inner) => read.at([...path, ...inner]) };
}
