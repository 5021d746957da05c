import { applyMode } from './apply-mode.ts';
import type { ModeSpec } from './mode-spec.ts';
import { everyStart } from './settles.ts';

/** Whether one mode can be as both say: what the second makes of the first is right for the first still. */
export function modesAgree(one: ModeSpec, other: ModeSpec, isDirectory: boolean): boolean {
  return everyStart.every((start) => {
    const both = applyMode(other, applyMode(one, start, isDirectory), isDirectory);
    return applyMode(one, both, isDirectory) === both;
  });
}
