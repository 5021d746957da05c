import { Variant } from 'dbus-next/lib/variant.js';

/** What was received, without the variants around it. */
export function decodeValue(value: unknown): unknown {
  if (isVariant(value)) return decodeValue(value.value);
  if (Array.isArray(value)) return value.map(decodeValue);
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decodeValue(one)]));
}

/** Not by instanceof: with the key `__proto__` a dictionary gets a variant that it was sent for its prototype. */
function isVariant(value: unknown): value is Variant {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Variant.prototype;
}
