import { applyMode } from './apply-mode.ts';
import type { ModeStep } from './mode-spec.ts';

/** Permissions of any classes, r, w and x alike: they never depend on one another, nor on the bits above them. */
export const everyStart = Array.from(
  { length: 8 },
  (_, n) => (n & 4 && 0o700) | (n & 2 && 0o070) | (n & 1 && 0o007),
);

/**
 * Whether steps taken twice give what they give once, whatever they begin with. `u=g,g=o` do not: nothing would ever be
 * in state.
 */
export function settles(steps: readonly ModeStep[]): boolean {
  return everyStart.every((start) =>
    [true, false].every((isDirectory) => {
      const once = applyMode(steps, start, isDirectory);
      return applyMode(steps, once, isDirectory) === once;
    }),
  );
}
