import { printable } from '../output/printable.ts';
import type { Colors } from '../view/colors.ts';
import { indent } from '../view/indent.ts';
import type { Finding } from './finding.ts';

/** A finding as a person reads it: `ok       file watching: …`, and the remedy below. */
export function findingText({ part, verdict, what, remedy }: Finding, colors: Colors): string {
  const color = { ok: colors.green, limited: colors.yellow, missing: colors.red }[verdict];
  const line = `${color(verdict.padEnd(7))} ${part}: ${printable(what)}`;
  return remedy === undefined ? line : `${line}\n${indent(indent(remedy))}`;
}
