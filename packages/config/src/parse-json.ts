import { jsonSyntax } from './errors.ts';
import { jsonErrorOffset } from './json-error-offset.ts';
import { parseYamlTree } from './parse-yaml-tree.ts';
import { placedLate } from './placed-late.ts';
import { nestingLimit, type Source } from './source.ts';

/** Reads JSON. Never throws. JSON is YAML too, so whatever needs positions is left to the YAML parser. */
export function parseJson(text: string, file: string): Source {
  let value: unknown;
  try {
    value = text.trim() === '' ? null : JSON.parse(text);
  } catch (error) {
    return unreadable(text, file, error as SyntaxError);
  }
  // JSON.parse keeps the last of two like keys and says nothing; a resource would be lost. The YAML parser complains.
  if (countKeys(value) !== countWrittenKeys(text)) return parseYamlTree(text, file);
  return placedLate(value, text, file);
}

function unreadable(text: string, file: string, error: SyntaxError): Source {
  const offset = jsonErrorOffset(text, error.message);
  const before = text.slice(0, offset);
  const at = { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
  // The rest of the message quotes the file, which may hold secrets.
  const message = error.message.replace(/ in JSON at position \d.*| \(line \d.*|, (\.\.\.)?".*/s, '');
  return { value: undefined, at: () => at, problems: [jsonSyntax(message, at)], warnings: [] };
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
