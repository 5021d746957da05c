import { parseYamlTree } from './parse-yaml-tree.ts';
import type { Source } from './source.ts';

/** A value that was read without places. The text is read again, with them, when the first is asked for. */
export function placedLate(value: unknown, text: string, file: string): Source {
  let placed: Source | undefined;
  return {
    value,
    at(path) {
      placed ??= parseYamlTree(text, file);
      return placed.at(path);
    },
    problems: [],
    warnings: [],
  };
}
