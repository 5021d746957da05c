import type { Change, ChangeValue } from '@homeostat/resource';
import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import { printable, printableLine } from '../output/printable.ts';
import type { Colors } from './colors.ts';
import { indent } from './indent.ts';

/** What differs in one property: `mode: 0600 -> 0644`, or a unified diff below the name. */
export function changeText({ property, from, to, secret }: Change, colors: Colors): string {
  const name = printableLine(property);
  if (secret) return `${name}: (secret)`;
  if (!isLong(from) && !isLong(to)) return `${name}: ${valueText(from)} -> ${valueText(to)}`;
  return `${name}:\n${indent(diffText(String(from ?? ''), String(to ?? ''), colors))}`;
}

function isLong(value: ChangeValue): boolean {
  return typeof value === 'string' && value.includes('\n');
}

function valueText(value: ChangeValue): string {
  if (value === undefined) return '(none)';
  return value === '' ? '(empty)' : printable(String(value));
}

/**
 * The most lines a diff adds and removes before a count takes its place. More is not read by anybody, and the time to
 * find the shortest diff grows with the square.
 */
const maxEditLength = 1000;

function diffText(from: string, to: string, colors: Colors): string {
  const patch = structuredPatch('', '', from, to, undefined, undefined, {
    context: 3,
    maxEditLength,
    timeout: 1000,
  });
  if (patch === undefined) return `${differingLines(from, to)} lines differ`;
  return printable(formatPatch(patch, OMIT_HEADERS).replace(/\n$/, ''))
    .split('\n')
    .map((line) => lineColor(line, colors)(line))
    .join('\n');
}

function lineColor(line: string, colors: Colors): (text: string) => string {
  if (line.startsWith('+')) return colors.green;
  if (line.startsWith('-')) return colors.red;
  return line.startsWith('@@') ? colors.cyan : String;
}

/** The lines that are left of the longer text once what both begin and end with is taken away. */
function differingLines(from: string, to: string): number {
  const [before, after] = [from.split('\n'), to.split('\n')];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return Math.max(before.length, after.length) - head - tail;
}
