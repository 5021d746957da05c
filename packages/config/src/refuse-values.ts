import { keyReserved, nestedTooDeep, numberInexact, textHasNul } from './errors.ts';
import { nestingLimit, type Source } from './source.ts';

/**
 * Reports the values that nothing behind this package can be trusted with, and takes out those that are dangerous to
 * walk through or to copy.
 */
export function refuseValues(source: Source): void {
  const { problems } = source;
  const path: PropertyKey[] = [];

  const visit = (holder: Record<PropertyKey, unknown>) => {
    for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
      const value = holder[key];
      path.push(key);
      if (key === '__proto__') {
        problems.push(keyReserved(key, source.at(path)));
        delete holder[key];
      } else if (hasNul(key) || hasNul(value)) {
        problems.push(textHasNul(source.at(path)));
      } else if (typeof value === 'number' && isInexact(value)) {
        problems.push(numberInexact(source.at(path)));
      } else if (typeof value === 'object' && value !== null) {
        if (path.length < nestingLimit) {
          visit(value as Record<PropertyKey, unknown>);
        } else {
          problems.push(nestedTooDeep(nestingLimit, source.at(path)));
          delete holder[key];
        }
      }
      path.pop();
    }
  };

  if (typeof source.value === 'object' && source.value !== null)
    visit(source.value as Record<PropertyKey, unknown>);
}

function hasNul(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\0');
}

function isInexact(value: number): boolean {
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}
