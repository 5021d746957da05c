// What the two libraries read differently, wherever it stands: within a block of text it means nothing, and only costs time.
const patterns = [
  // Blanks at the very beginning or end.
  /^[ \t%]|[ \t]$/,
  // Line breaks of old, and byte order marks within the text.
  /\r(?!\n)|\uFEFF/,
  // Tabs at the margin, or where nothing, a comment or a key follows; directives, and the end of a document.
  /\n *\t[\s#?]|\n[\t%]|(?:\n|^)\.\.\./,
  // Blocks of text that say how far they are indented.
  /\s[|>][+-]?[1-9]/,
  // A key that begins with "?" behind an item of a list.
  /["'\]}][ \t]*\?\s/,
  // A value right behind the ":" that begins a line, within brackets.
  /\n[ \t]*:\S/,
  // A line break with a backslash before it and an empty line after it.
  /\\\r?\n[ \t]*\r?\n/,
];

const commentAtMargin = /\n#/;
const bracketAfterComment = /\n[ \t]*(?:#.*)?\r?\n[ \t]*[\]},]/;

/** Whether a text may hold something that the library without places reads in its own way. */
export function isAmbiguousYaml(text: string): boolean {
  return (
    patterns.some((pattern) => pattern.test(text)) ||
    // A comment at the margin, between brackets.
    (commentAtMargin.test(text) && bracketAfterComment.test(text))
  );
}
