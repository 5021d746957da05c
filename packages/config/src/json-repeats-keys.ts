import { nestingLimit } from './source.ts';

/** Whether a key stands twice in one map of valid JSON, whose `value` is known; also when maps lie too deep to tell. */
export function jsonRepeatsKeys(text: string, value: unknown): boolean {
  return countKeys(value) !== countWrittenKeys(text);
}

/** How many keys all maps have. `NaN`, which equals no count, when they lie too deep. */
function countKeys(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === nestingLimit) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item, depth + 1);
    return count;
  }
  // The maps of JSON.parse have no other keys than their own.
  for (const key in value) count += 1 + countKeys((value as Record<string, unknown>)[key], depth + 1);
  return count;
}

/** How many texts of valid JSON are followed by a colon. */
function countWrittenKeys(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open >= 0; ) {
    const end = afterText(text, open);
    if (isColonNext(text, end)) count += 1;
    open = text.indexOf('"', end);
  }
  return count;
}

function afterText(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close + 1;
}

function isEscaped(text: string, offset: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(offset - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}

function isColonNext(text: string, offset: number): boolean {
  let next = offset;
  while (text.charCodeAt(next) <= 0x20) next += 1;
  return text.charCodeAt(next) === 0x3a;
}
