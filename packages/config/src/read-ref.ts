import { parseRef, type ResourceRef } from '@homeostat/resource';
import { refMalformed } from './errors.ts';
import { isRecord } from './is-record.ts';
import type { Place } from './place.ts';
import type { ShapeReader } from './shape-reader.ts';

/** Reads `kind[name]`. */
export function readRefText(
  read: ShapeReader,
  key: string,
  value: unknown,
  place: Place,
): ResourceRef | undefined {
  const ref = typeof value === 'string' ? parseRef(value) : undefined;
  if (!ref) read.problems.push(refMalformed(key, value, place.position()));
  return ref;
}

/** Reads `kind[name]` or `{kind: …, name: …}`. */
export function readRef(
  read: ShapeReader,
  key: string,
  value: unknown,
  place: Place,
): ResourceRef | undefined {
  if (!isRecord(value)) return readRefText(read, key, value, place);
  read.onlyKeys(`"${key}"`, value, ['kind', 'name'], place);
  const kind = read.text(`The kind in "${key}"`, value.kind, place.inside('kind'));
  const name = read.text(`The name in "${key}"`, value.name, place.inside('name'));
  return kind === undefined || name === undefined ? undefined : { kind: kind.toLowerCase(), name };
}
