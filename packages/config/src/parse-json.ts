import { jsonSyntax } from './errors.ts';
import { jsonMistake } from './json-mistake.ts';
import { jsonRepeatsKeys } from './json-repeats-keys.ts';
import { parseYamlTree } from './parse-yaml-tree.ts';
import { placedLate } from './placed-late.ts';
import type { Source } from './source.ts';

/** Reads JSON. Never throws. JSON is YAML too, so whatever needs positions is left to the YAML parser. */
export function parseJson(text: string, file: string): Source {
  let value: unknown;
  try {
    value = text.trim() === '' ? null : JSON.parse(text);
  } catch (error) {
    return unreadable(text, file, error as SyntaxError);
  }
  // JSON.parse keeps the last of two like keys and says nothing; a resource would be lost. The YAML parser complains.
  if (jsonRepeatsKeys(text, value)) return parseYamlTree(text, file);
  return placedLate(value, text, file);
}

function unreadable(text: string, file: string, error: SyntaxError): Source {
  const { message, line, column } = jsonMistake(text, error);
  const at = { file, line, column };
  return { value: undefined, at: () => at, problems: [jsonSyntax(message, at)], warnings: [] };
}
