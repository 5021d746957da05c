import { lineEdit } from './line-edit.ts';
import type { LineParams } from './line-params.ts';
import { editLines, type TextLines } from './text-lines.ts';

/**
 * Which members of a batch undo what an earlier one keeps, and whose: both as indexes. Each in state would take the other
 * out of state, for ever.
 */
export function contradictions(text: TextLines, members: readonly LineParams[]): Map<number, number> {
  const found = new Map<number, number>();
  if (members.length === 1 || agree(text, members)) return found;
  const kept: number[] = [];
  let now = text;
  for (const [index, params] of members.entries()) {
    const next = edited(now, params);
    if (next === undefined) continue;
    const undone =
      next === now ? undefined : kept.find((earlier) => edited(next, members[earlier]!) !== next);
    if (undone === undefined) {
      now = next;
      kept.push(index);
    } else found.set(index, undone);
  }
  return found;
}

/** Whether all are in state once each was brought there. The long search is only for those of which some are not. */
function agree(text: TextLines, members: readonly LineParams[]): boolean {
  const last = members.reduce((now, params) => edited(now, params) ?? now, text);
  return members.every((params) => edited(last, params) === last);
}

/** The very same text if it is in state; `undefined` if it can't be brought there. */
function edited(text: TextLines, params: LineParams): TextLines | undefined {
  try {
    const edit = lineEdit(text, params);
    return edit ? editLines(text, edit) : text;
  } catch {
    return undefined;
  }
}
