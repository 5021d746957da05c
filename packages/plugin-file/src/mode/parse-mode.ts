import type { ModeSpec, ModeStep } from './mode-spec.ts';
import { settles } from './settles.ts';

/** What each class may touch. The set-user-id bit is its user's, the sticky bit the others'. */
const reaches: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const permissions: Record<string, number> = { r: 0o444, w: 0o222, x: 0o111, X: 0, s: 0o6000, t: 0o1000 };

/**
 * Reads a mode in octal or as chmod(1) has it. No class before the operator means all of them: a file that is kept
 * does not depend on the umask of whoever started the program.
 *
 * Throws a SyntaxError whose message is for the user.
 *
 * @example
 * parseMode('0644');
 * parseMode('u=rwX,g=rX,o=');
 */
export function parseMode(text: string): ModeSpec {
  if (/^\d/.test(text)) return parseOctal(text);
  const steps = text.split(',').flatMap((clause) => parseClause(clause, text));
  if (settles(steps)) return steps;
  throw new SyntaxError(
    `Applied twice, "${text}" gives another mode than applied once; let no part depend on a later one`,
  );
}

function parseOctal(text: string): number {
  if (/^(0o?)?[0-7]{1,4}$/.test(text)) return Number.parseInt(text.replace(/^0o/, ''), 8);
  throw new SyntaxError(`Must be up to four octal digits, like "0644" or "2755"; "${text}" is not`);
}

function parseClause(clause: string, text: string): ModeStep[] {
  const [, classes, steps] = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)$/.exec(clause) ?? [];
  if (classes === undefined || steps === undefined) {
    const inWhole = clause === text ? '' : ` in "${text}"`;
    throw new SyntaxError(
      `Must be octal, like "0644", or parts like "u=rwX", "g-w", "o=" or "g=u" with commas between; "${clause}"${inWhole} is not`,
    );
  }
  const reach = bitsOf(classes || 'a', reaches);
  return [...steps.matchAll(/([-+=])([^-+=]*)/g)].map(([, operator, named]) =>
    parseStep(operator as ModeStep['operator'], reach, named!),
  );
}

function parseStep(operator: ModeStep['operator'], reach: number, named: string): ModeStep {
  if (/^[ugo]$/.test(named))
    return { operator, reach, bits: 0, copied: reaches[named]! & 0o777, executeIfAny: false };
  return {
    operator,
    reach,
    bits: bitsOf(named, permissions),
    copied: 0,
    executeIfAny: named.includes('X'),
  };
}

function bitsOf(letters: string, bits: Record<string, number>): number {
  return [...letters].reduce((sum, letter) => sum | bits[letter]!, 0);
}
