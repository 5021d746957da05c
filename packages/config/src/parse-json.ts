import { jsonSyntax } from './errors.ts';
import { jsonErrorOffset } from './json-error-offset.ts';
import { parseYaml } from './parse-yaml.ts';
import { nestingLimit, type Source } from './source.ts';

/** Reads JSON. Never throws. JSON is YAML too, so whatever needs positions is left to the slower YAML parser. */
export function parseJson(text: string, file: string): Source {
  let value: unknown;
  try {
    value = text.trim() === '' ? null : JSON.parse(text);
  } catch (error) {
    return unreadable(text, file, error as SyntaxError);
  }
  // JSON.parse keeps the last of two like keys and says nothing; a resource would be lost. The YAML parser complains.
  if (countKeys(value) !== countWrittenKeys(text)) return parseYaml(text, file);
  let positions: Source | undefined;
  return {
    value,
    at(path) {
      positions ??= parseYaml(text, file);
      return positions.at(path);
    },
    problems: [],
    warnings: [],
  };
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
  const children = Object.values(value);
  let count = Array.isArray(value) ? 0 : children.length;
  for (const child of children) count += countKeys(child, depth + 1);
  return count;
}

function countWrittenKeys(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon) count += 1;
  return count;
}
