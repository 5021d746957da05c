import type { Member } from '@homeostat/resource';
import { lineFileMissing } from '../errors.ts';
import { inTurn } from './in-turn.ts';
import { lineEdit } from './line-edit.ts';
import type { LineParams } from './line-params.ts';
import { readText, writeText } from './line-text.ts';
import { editLines } from './text-lines.ts';

/** Brings the lines of all members into their one file, in their order, with one reading and one writing of it. */
export function applyLines(
  members: readonly Member<LineParams>[],
  signal: AbortSignal,
): Promise<PromiseSettledResult<void>[]> {
  const { file } = members[0]!.params;
  // Two that read before either has written would lose the lines of one.
  return inTurn(file, async () => {
    signal.throwIfAborted();
    const found = readText(file);
    if (!found) throw lineFileMissing(file);
    let { text } = found;
    const results = members.map(({ params }): PromiseSettledResult<void> => {
      try {
        const edit = lineEdit(text, params);
        if (edit) text = editLines(text, edit);
        return { status: 'fulfilled', value: undefined };
      } catch (reason) {
        return { status: 'rejected', reason };
      }
    });
    if (text !== found.text) await writeText(file, text, found);
    return results;
  });
}
