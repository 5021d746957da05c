import { formatProblem, type Problem } from '@homeostat/resource';
import { printable } from '../output/printable.ts';

/** A problem as a person reads it. */
export function problemText(problem: Problem): string {
  return printable(formatProblem(problem));
}
