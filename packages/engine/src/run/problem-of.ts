import { Problem } from '@homeostat/resource';
import { hookFailed } from '../errors.ts';

/** What was thrown, as a problem. One from another copy of the contract package is taken for what it is. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && error.name === 'Problem') {
    const { code, message, hint } = error as Problem;
    return new Problem(code, message, { hint, cause: error });
  }
  return hookFailed(error);
}
