import { jsonErrorOffset } from './json-error-offset.ts';

/** What JSON.parse complains of, and where that is. */
export function jsonMistake(
  text: string,
  error: SyntaxError,
): { readonly message: string; readonly line: number; readonly column: number } {
  const offset = jsonErrorOffset(text, error.message);
  const before = text.slice(0, offset);
  return {
    message: withoutText(error.message),
    line: before.split('\n').length,
    column: offset - before.lastIndexOf('\n'),
  };
}

/** A message of JSON.parse without what it quotes of the text, which may hold secrets. */
export function withoutText(message: string): string {
  return message.replace(/ in JSON at position \d.*| \(line \d.*|, (\.\.\.)?".*/s, '');
}
