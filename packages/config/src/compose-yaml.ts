import type { Document, LineCounter } from 'yaml';
import { nestingLimit } from './source.ts';
import { yamlLibrary } from './yaml-library.ts';

/** Thrown where maps and lists begin to lie too deep in one another. */
export class NestedTooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

// The file can't choose another dialect with "%YAML 1.1", and "<<" and repeated keys are ours to read: the library
// compares each key with every other, some 40 s for a map of 100,000 names.
const options = {
  schema: 'core',
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/**
 * The syntax trees of a text. The same as the library's own `parseAllDocuments`, but for the depth: some thousand
 * brackets there end the whole process ("RegExpCompiler Allocation failed"), not just the call.
 */
export function composeYaml(text: string, lines: LineCounter): Document.Parsed[] {
  const { Composer } = yamlLibrary();
  lines.addNewLine(0);
  return [...new Composer(options).compose(tokens(text, lines), true, text.length)];
}

function* tokens(text: string, lines: LineCounter) {
  const { Lexer, Parser } = yamlLibrary();
  // The document and a scalar lie on the parser's stack too.
  const limit = nestingLimit + 2;
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > limit) throw new NestedTooDeep(parser.offset);
  }
  yield* parser.end();
}
