import { Variant } from 'dbus-next/lib/variant.js';

/** What was received, without the variants around it. */
export function decodeValue(value: unknown): unknown {
  if (value instanceof Variant) return decodeValue(value.value);
  if (Array.isArray(value)) return value.map(decodeValue);
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decodeValue(one)]));
}
