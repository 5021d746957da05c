import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modeBits } from '../testing/symbolic-modes.ts';
import { applyMode } from './apply-mode.ts';
import type { ModeStep } from './mode-spec.ts';
import { settles } from './settles.ts';

const step: fc.Arbitrary<ModeStep> = fc.record({
  operator: fc.constantFrom('=', '+', '-'),
  reach: modeBits,
  bits: modeBits,
  copied: fc.constantFrom(0, 0o700, 0o070, 0o007),
  executeIfAny: fc.boolean(),
});

const everyMode = Array.from({ length: 0o10000 }, (_, mode) => mode);

it('settles tells what trying every mode would tell', () => {
  const answers = new Set<boolean>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), (steps) => {
      const settled = [true, false].every((isDirectory) =>
        everyMode.every((mode) => {
          const once = applyMode(steps, mode, isDirectory);
          return applyMode(steps, once, isDirectory) === once;
        }),
      );
      expect(settles(steps)).toBe(settled);
      answers.add(settled);
    }),
    { numRuns: 200 },
  );
  expect(answers.size).toBe(2);
});
