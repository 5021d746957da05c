import { type Change, Problem } from '@homeostat/resource';

/** As one line of JSON: problems as data, and no value of a secret. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, plain);
}

function plain(key: string, value: unknown): unknown {
  // Microseconds: what is smaller is no time but the rounding of a sum.
  if (key === 'ms' && typeof value === 'number') return Math.round(value * 1000) / 1000;
  if (value instanceof Problem)
    return { code: value.code, message: value.message, hint: value.hint, at: value.at };
  if (isSecret(value)) return { property: value.property, secret: true };
  return value;
}

function isSecret(value: unknown): value is Change {
  return typeof value === 'object' && value !== null && 'secret' in value && value.secret === true;
}
