import fc from 'fast-check';

const step = fc
  .tuple(
    fc.constantFrom('=', '+', '-'),
    fc.oneof(fc.constantFrom('u', 'g', 'o'), fc.string({ unit: fc.constantFrom(...'rwxXst'), maxLength: 4 })),
  )
  .map((parts) => parts.join(''));

const clause = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'ugoa'), maxLength: 2 }),
    fc.array(step, { minLength: 1, maxLength: 2 }),
  )
  .map(([classes, steps]) => classes + steps.join(''));

/** Random texts that chmod(1) takes: `u=rwX,+t,go-s=u`. */
export const symbolicModes = fc
  .array(clause, { minLength: 1, maxLength: 3 })
  .map((clauses) => clauses.join(','));

/** The twelve bits. */
export const modeBits = fc.integer({ min: 0, max: 0o7777 });
