import { Problem } from '@homeostat/resource';
import { hookFailed } from '../errors.ts';

/** What was thrown, as a problem. One from another copy of the contract package is taken for what it is. Never throws. */
export function problemOf(error: unknown): Problem {
  try {
    if (error instanceof Problem) return error;
    if (error instanceof Error && error.name === 'Problem') {
      const { code, message, hint } = error as Problem;
      if (typeof code === 'string')
        return new Problem(code, message, {
          hint: typeof hint === 'string' ? hint : undefined,
          cause: error,
        });
    }
  } catch {
    // Not even that can be asked of everything that is thrown.
  }
  return hookFailed(error);
}
