import type { EdgeDeclaration } from '@homeostat/resource';
import type { Place } from './place.ts';
import { readRef } from './read-ref.ts';
import type { ShapeReader } from './shape-reader.ts';

const edgeKeys = ['name', 'from', 'to', 'notify'];

/** Reads one item of `edges`; `undefined` when an end of it can't be read. */
export function readEdge(read: ShapeReader, value: unknown, place: Place): EdgeDeclaration | undefined {
  const edge = read.map('An edge', value, place);
  if (!edge) return undefined;
  read.onlyKeys('An edge', edge, edgeKeys, place);
  const from = readRef(read, 'from', edge.from, place.inside('from'));
  const to = readRef(read, 'to', edge.to, place.inside('to'));
  const notify = read.optionalBoolean('"notify"', edge.notify, place.inside('notify')) ?? false;
  return from && to && { from, to, notify, locate: (inner) => place.find(inner) };
}
