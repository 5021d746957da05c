import { types } from 'node:util';
import type { ValueShape } from './record.ts';

/**
 * Copies data, so that what is changed later changes nothing. Tells of anything else, with its path, and leaves it out.
 *
 * As in JSON, a key whose value is undefined is not there.
 */
export function plainCopy(
  value: unknown,
  tell: (path: readonly string[], is: ValueShape) => void,
  path: readonly string[] = [],
  around: readonly object[] = [],
): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function') tell(path, 'function');
    else if (typeof value === 'symbol' || typeof value === 'bigint') tell(path, 'other');
    else return value;
    return undefined;
  }
  const shape = around.includes(value) ? 'circular' : shapeOf(value);
  if (shape !== undefined) {
    tell(path, shape);
    return undefined;
  }
  const copy = (key: string, inner: unknown) => plainCopy(inner, tell, [...path, key], [...around, value]);
  if (Array.isArray(value)) return Array.from(value, (item, index) => copy(String(index), item));
  // fromEntries makes even "__proto__" a key like any other; it is refused later.
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, copy(key, inner)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}

/** What keeps an object from being data; `undefined`: nothing. */
function shapeOf(value: object): ValueShape | undefined {
  if (Array.isArray(value)) return undefined;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  if (types.isPromise(value)) return 'promise';
  if (types.isDate(value)) return 'date';
  return ArrayBuffer.isView(value) ? 'bytes' : 'object';
}
