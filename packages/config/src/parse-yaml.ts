import { parseYamlTree } from './parse-yaml-tree.ts';
import { placedLate } from './placed-late.ts';
import { readPlainYaml } from './read-plain-yaml.ts';
import type { Source } from './source.ts';

/** Reads YAML 1.2. Never throws. See docs/decisions/yaml-twice.md. */
export function parseYaml(text: string, file: string): Source {
  const value = readPlainYaml(text);
  return value === undefined ? parseYamlTree(text, file) : placedLate(value, text, file);
}
