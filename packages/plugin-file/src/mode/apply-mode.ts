import type { ModeSpec, ModeStep } from './mode-spec.ts';

const setId = 0o6000;

/**
 * The twelve bits that a spec makes of those that are there. The mode is in state when they are the same.
 *
 * A new file begins with 0644, a new directory with 0755, whatever the umask: `u+x` makes a file 0744.
 */
export function applyMode(spec: ModeSpec, present: number | undefined, isDirectory: boolean): number {
  if (typeof spec === 'number') return spec;
  const start = present ?? (isDirectory ? 0o755 : 0o644);
  return spec.reduce((mode, step) => applyStep(step, mode, isDirectory), start & 0o7777);
}

function applyStep(step: ModeStep, mode: number, isDirectory: boolean): number {
  const named = step.bits | copiedBits(step, mode) | conditionalBits(step, mode, isDirectory);
  // As GNU chmod has it: what a directory hands on to new files stays, unless the step names it.
  const touched = isDirectory ? step.reach & ~(setId & ~named) : step.reach;
  if (step.operator === '+') return mode | (named & touched);
  if (step.operator === '-') return mode & ~(named & touched);
  return (mode & ~touched) | (named & touched);
}

function copiedBits({ copied }: ModeStep, mode: number): number {
  const given = (permission: number) => ((mode & copied & permission) === 0 ? 0 : permission);
  return given(0o444) | given(0o222) | given(0o111);
}

function conditionalBits({ executeIfAny }: ModeStep, mode: number, isDirectory: boolean): number {
  return executeIfAny && (isDirectory || (mode & 0o111) !== 0) ? 0o111 : 0;
}
