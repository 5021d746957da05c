import { stripVTControlCharacters } from 'node:util';

/**
 * Text from outside, made safe for a terminal: control characters are shown instead of sent. Line breaks and tabs stay.
 *
 * File names, values and what commands print may come from people who are not the one that reads them.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, escapeCharacter);
}

/** The same for text that has to stay on its line. */
export function printableLine(text: string): string {
  return text.replace(/\p{Cc}/gu, escapeCharacter);
}

/** The same for what a command printed: its colours are dropped, not shown. */
export function printableOutput(text: string): string {
  return printable(stripVTControlCharacters(text).replaceAll('\r\n', '\n'));
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
