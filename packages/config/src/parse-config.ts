import { parse } from 'node:path';
import type { Declarations, Problem } from '@homeostat/resource';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import { readDeclarations } from './read-declarations.ts';
import type { PluginReference } from './read-plugins.ts';
import { refuseValues } from './refuse-values.ts';

/** What a file declares, and what is wrong with it. */
export interface ConfigFile {
  /** The graph's name; without one in the file, that of the file. */
  readonly graph: string;
  /** Everything that could be read, also beside problems. */
  readonly declarations: Declarations;
  /** The plugins it wants loaded, as they are written. Loading is left to the caller. */
  readonly plugins: readonly PluginReference[];
  /** The file must not be acted on while it has any. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Reads a graph from the text of a file. Never throws for what is in it.
 *
 * Only the structure is looked at: kinds, params and meta parameters are the engine's to validate.
 *
 * @param file its name, for positions; one that ends in `.json` is JSON, any other YAML
 */
export function parseConfig(text: string, file: string): ConfigFile {
  const { name, ext } = parse(file);
  const withoutBom = text.replace(/^\uFEFF/, '');
  const source = ext.toLowerCase() === '.json' ? parseJson(withoutBom, file) : parseYaml(withoutBom, file);
  refuseValues(source);
  const { graph, declarations, plugins } = readDeclarations(source);
  return {
    graph: graph || name,
    declarations,
    plugins,
    problems: source.problems,
    warnings: source.warnings,
  };
}
