import { parseRef, type ResourceRef } from '@homeostat/resource';
import { refMalformed } from './errors.ts';
import { isRecord } from './is-record.ts';
import type { ShapeReader } from './shape-reader.ts';
import type { Path } from './source.ts';

/** Reads `kind[name]`. */
export function readRefText(
  read: ShapeReader,
  key: string,
  value: unknown,
  path: Path,
): ResourceRef | undefined {
  const ref = typeof value === 'string' ? parseRef(value) : undefined;
  if (!ref) read.problems.push(refMalformed(key, value, read.at(path)));
  return ref;
}

/** Reads `kind[name]` or `{kind: …, name: …}`. */
export function readRef(read: ShapeReader, key: string, value: unknown, path: Path): ResourceRef | undefined {
  if (!isRecord(value)) return readRefText(read, key, value, path);
  read.onlyKeys(`"${key}"`, value, ['kind', 'name'], path);
  const kind = read.text(`The kind in "${key}"`, value.kind, [...path, 'kind']);
  const name = read.text(`The name in "${key}"`, value.name, [...path, 'name']);
  return kind === undefined || name === undefined ? undefined : { kind: kind.toLowerCase(), name };
}
