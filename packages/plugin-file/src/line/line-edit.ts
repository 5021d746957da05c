import { lineAmbiguous, lineAnchorMissing } from '../errors.ts';
import type { LineParams } from './line-params.ts';
import { matchingLines } from './matching-lines.ts';
import { type LineEdit, type TextLines, withoutCarriageReturn } from './text-lines.ts';

/** What brings a text in state; `undefined`: it is. */
export function lineEdit(text: TextLines, params: LineParams): LineEdit | undefined {
  const lines = text.lines.map(withoutCarriageReturn);
  return params.state === 'absent' ? removal(lines, params) : arrival(lines, params);
}

function removal(lines: readonly string[], { content, match, trim }: LineParams): LineEdit | undefined {
  const removed = match ? matchingLines(match, lines) : linesToRemove(lines, content, trim);
  return removed.length === 0 ? undefined : { removed, at: 0, added: [] };
}

function arrival(lines: readonly string[], params: LineParams): LineEdit | undefined {
  const { file, content, match, trim } = params;
  const present = linesOfContent(lines, content, trim);
  const stale = match ? matchingLines(match, lines).filter((index) => !present.has(index)) : [];
  // A pattern that is too wide costs no more than one line.
  if (stale.length > 1)
    throw lineAmbiguous(
      file,
      match!,
      stale.map((index) => index + 1),
    );
  if (present.size === 0)
    return { removed: stale, at: stale[0] ?? placeOfNew(lines, params), added: content };
  return stale.length === 0 ? undefined : { removed: stale, at: 0, added: [] };
}

function placeOfNew(lines: readonly string[], { file, insertafter, insertbefore }: LineParams): number {
  const anchor = insertafter ?? insertbefore;
  if (anchor === undefined) return lines.length;
  const found = matchingLines(anchor, lines);
  if (found.length === 0) throw lineAnchorMissing(file, insertafter ? 'insertafter' : 'insertbefore', anchor);
  return insertafter ? found.at(-1)! + 1 : found[0]!;
}

/** The indexes of all lines that belong to the content, wherever it is. */
function linesOfContent(lines: readonly string[], content: readonly string[], trim: boolean): Set<number> {
  const [found, wanted] = comparable(lines, content, trim);
  const indexes = new Set<number>();
  for (let start = 0; start + wanted.length <= found.length; start += 1) {
    if (wanted.every((line, offset) => found[start + offset] === line))
      for (const offset of wanted.keys()) indexes.add(start + offset);
  }
  return indexes;
}

/** The indexes of lines without which the content is nowhere: taking some out can bring others together. */
function linesToRemove(lines: readonly string[], content: readonly string[], trim: boolean): number[] {
  const [found, wanted] = comparable(lines, content, trim);
  const removed: number[] = [];
  const left: number[] = [];
  for (const index of found.keys()) {
    left.push(index);
    const start = left.length - wanted.length;
    if (start >= 0 && wanted.every((line, offset) => found[left[start + offset]!] === line))
      removed.push(...left.splice(start));
  }
  return removed.sort((a, b) => a - b);
}

function comparable(
  lines: readonly string[],
  content: readonly string[],
  trim: boolean,
): [found: readonly string[], wanted: readonly string[]] {
  return trim ? [lines.map((line) => line.trim()), content.map((line) => line.trim())] : [lines, content];
}
