import { createContext, Script } from 'node:vm';
import { patternSlow } from '../errors.ts';

/**
 * How long one pattern may take for all lines of a file.
 *
 * Too small: a busy machine fails what is fine. Too large: whoever may write in the file can hold up root's process that
 * long, with a line for which the pattern tries each of its ways.
 *
 * @unit milliseconds
 */
const longest = 1000;

const search = new Script('lines.flatMap((line, index) => (pattern.test(line) ? [index] : []))');
const context = createContext({ pattern: undefined, lines: undefined });

/** The indexes of the lines in which the pattern is found. Only a script of its own can be ended from outside. */
export function matchingLines(pattern: RegExp, lines: readonly string[]): number[] {
  Object.assign(context, { pattern, lines });
  try {
    return search.runInContext(context, { timeout: longest });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw patternSlow(pattern);
    throw error;
  } finally {
    Object.assign(context, { pattern: undefined, lines: undefined });
  }
}
