import { keyReserved, nestedTooDeep, numberInexact, textHasNul } from './errors.ts';
import { nestingLimit, type Source } from './source.ts';

/**
 * Reports the values that nothing behind this package can be trusted with, and takes out those that are dangerous to
 * walk through or to copy.
 */
export function refuseValues(source: Source): void {
  const { problems } = source;
  const path: string[] = [];

  const visit = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      const value = holder[key];
      path.push(key);
      if (key === '__proto__') {
        problems.push(keyReserved(key, source.at(path)));
        delete holder[key];
      } else if (key.includes('\0') || (typeof value === 'string' && value.includes('\0'))) {
        problems.push(textHasNul(source.at(path)));
      } else if (typeof value === 'number' && isInexact(value)) {
        problems.push(numberInexact(source.at(path)));
      } else if (typeof value === 'object' && value !== null) {
        if (path.length < nestingLimit) {
          visit(value as Record<string, unknown>);
        } else {
          problems.push(nestedTooDeep(nestingLimit, source.at(path)));
          delete holder[key];
        }
      }
      path.pop();
    }
  };

  if (typeof source.value === 'object' && source.value !== null)
    visit(source.value as Record<string, unknown>);
}

function isInexact(value: number): boolean {
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}
