/** A text as lines. What is not touched stays as it is, to the byte. */
export interface TextLines {
  /** Without their line feeds; a line that ends in CRLF keeps its carriage return. */
  readonly lines: readonly string[];
  /** What a new line ends in, before its line feed: that of the first line. */
  readonly carriageReturn: '' | '\r';
  readonly endsInLineFeed: boolean;
}

/** Some lines less, and some more before the line that is at `at`. */
export interface LineEdit {
  /** Their indexes, in order. */
  readonly removed: readonly number[];
  readonly at: number;
  readonly added: readonly string[];
}

export function splitLines(text: string): TextLines {
  const lines = text.split('\n');
  const carriageReturn = lines.length > 1 && lines[0]!.endsWith('\r') ? '\r' : '';
  const rest = lines.pop()!;
  // So that it can stand before others; it is taken off again at the end.
  if (rest !== '') lines.push(rest + carriageReturn);
  return { lines, carriageReturn, endsInLineFeed: rest === '' };
}

export function joinLines({ lines, carriageReturn, endsInLineFeed }: TextLines): string {
  if (lines.length === 0) return '';
  const text = lines.join('\n');
  const last = lines.at(-1)!;
  // Without its line feed, an empty last line would be none.
  if (endsInLineFeed || last === '' || last === carriageReturn) return `${text}\n`;
  return carriageReturn !== '' && last.endsWith('\r') ? text.slice(0, -1) : text;
}

export function editLines(text: TextLines, { removed, at, added }: LineEdit): TextLines {
  const gone = new Set(removed);
  const kept = (from: number, to?: number) =>
    text.lines.slice(from, to).filter((_, index) => !gone.has(from + index));
  const fresh = added.map((line) => line + text.carriageReturn);
  const after = kept(at);
  // Many programs (cron is one) pass over a last line without its end: the one that was so may stay so, and no other.
  const hasOtherEnd = gone.has(text.lines.length - 1) || (fresh.length > 0 && after.length === 0);
  return {
    ...text,
    lines: [...kept(0, at), ...fresh, ...after],
    endsInLineFeed: text.endsInLineFeed || hasOtherEnd,
  };
}

/** The line as a person knows it. */
export function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
