import { formatPosition, type SourcePosition } from './position.ts';

export interface ProblemDetails {
  /** Where in the user's files. */
  readonly at?: SourcePosition | undefined;
  /** What to do next. A sentence without a full stop. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * An error that a user can meet and act on.
 *
 * It has a stable code (listed in docs/reference/errors.md), says what was asked and what is the case, where, and
 * what to do next. Anything else that is thrown is treated as a bug of whoever threw it.
 *
 * @example
 * throw new Problem('USER_UNKNOWN', `There is no user "${owner}" on this machine`, {
 *   hint: 'Declare a user resource, or write the numeric id',
 * });
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly at: SourcePosition | undefined;
  readonly hint: string | undefined;

  constructor(code: string, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.at = details.at;
    this.hint = details.hint;
  }
}

/** Several problems found in one look, so that a user mends them in one go. Never empty. */
export class Problems extends Error {
  override readonly name = 'Problems';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** `site.yaml:3:5: KIND_UNKNOWN: No plugin …`, and the hint on lines of its own. */
export function formatProblem(problem: Problem): string {
  const place = problem.at ? `${formatPosition(problem.at)}: ` : '';
  const hint = problem.hint ? `\n  ${problem.hint.replaceAll('\n', '\n  ')}` : '';
  return `${place}${problem.code}: ${problem.message}${hint}`;
}
