import type { Document } from 'yaml';
import { composeYaml, NestedTooDeep } from './compose-yaml.ts';
import { nestedTooDeep, yamlDocuments, yamlSyntax, yamlUnsupported } from './errors.ts';
import { nestingLimit, type Source } from './source.ts';
import { yamlLibrary } from './yaml-library.ts';
import { YamlReader } from './yaml-reader.ts';

/** Reads YAML 1.2 with the place of every part. Never throws. */
export function parseYamlTree(text: string, file: string): Source {
  const lines = new (yamlLibrary().LineCounter)();
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const reader = new YamlReader(position);
  const { problems, warnings } = reader;
  const unreadable = { value: undefined, at: () => position(0), problems, warnings };

  let documents: Document.Parsed[];
  try {
    documents = composeYaml(text, lines);
  } catch (error) {
    if (!(error instanceof NestedTooDeep)) throw error;
    problems.push(nestedTooDeep(nestingLimit, position(error.offset)));
    return unreadable;
  }

  const [document, second] = documents;
  if (!document) return { ...unreadable, value: null };
  const [mistake] = document.errors;
  if (mistake) {
    // Whatever follows it, further errors included, may be read as something else than was meant.
    problems.push(yamlSyntax(mistake.message, position(mistake.pos[0])));
    return unreadable;
  }
  for (const { message, pos } of document.warnings) problems.push(yamlUnsupported(message, position(pos[0])));
  if (second) problems.push(yamlDocuments(position(second.range[0])));

  const value = reader.read(document.contents);
  const start = document.contents?.range[0] ?? 0;
  return { value, at: (path) => position(reader.offsetOf(value, path) ?? start), problems, warnings };
}
