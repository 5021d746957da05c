import { isDeepStrictEqual } from 'node:util';
import type { Change, Member, Services } from '@homeostat/resource';
import { contentOf } from '../contradiction.ts';
import { lineContradicted, lineNameSecret, lineOfWholeFile } from '../errors.ts';
import { type Keeper, Keepers } from '../keepers.ts';
import { contradictions } from './contradictions.ts';
import { lineEdit } from './line-edit.ts';
import { type LineParams, linesIn } from './line-params.ts';
import { type FoundText, readText } from './line-text.ts';
import { splitLines, withoutCarriageReturn } from './text-lines.ts';

/** What differs for each of some resources that keep lines of one file, from one reading of it. */
export async function checkLines(
  members: readonly Member<LineParams>[],
): Promise<PromiseSettledResult<readonly Change[]>[]> {
  const { file } = members[0]!.params;
  const whole = keeperOfWhole(file, members[0]!.ctx.services);
  if (whole) {
    return members.map(({ ctx }) => ({
      status: 'rejected',
      reason: lineOfWholeFile(file, ctx.id, whole.id),
    }));
  }
  const found = readText(file);
  const results = await Promise.allSettled(
    members.map(async ({ params, ctx }) => {
      if (params.secret && isDeepStrictEqual(linesIn(ctx.name), params.content)) throw lineNameSecret(file);
      return found ? changesIn(found, params) : changesOfNone(params);
    }),
  );
  if (results.every((result) => result.status === 'rejected' || result.value.length === 0)) return results;
  // What fails by itself has been told, and what takes a second to fail is not tried again.
  const sound = members.filter((_, index) => results[index]!.status === 'fulfilled');
  const undoing = contradictions(
    found?.text ?? splitLines(''),
    sound.map(({ params }) => params),
  );
  for (const [later, earlier] of undoing) {
    const reason = lineContradicted(file, sound[later]!.ctx.id, sound[earlier]!.ctx.id);
    results[members.indexOf(sound[later]!)] = { status: 'rejected', reason };
  }
  return results;
}

/** A file resource that wants it absent, or its whole content as it says: whatever came first, a line would undo that. */
function keeperOfWhole(file: string, services: Services): Keeper | undefined {
  return Keepers.of(services)
    .at(file)
    .find(({ params }) => 'path' in params && (params.state === 'absent' || contentOf(params) !== undefined));
}

function changesIn({ text, isSecret }: FoundText, params: LineParams): Change[] {
  const edit = lineEdit(text, params);
  if (!edit) return [];
  const from = edit.removed.map((index) => withoutCarriageReturn(text.lines[index]!));
  // One line is shown as it is; of several, each has its line feed, as a diff has them.
  const isText = from.length > 1 || edit.added.length > 1;
  const shown = (lines: readonly string[]) => (isText ? lines.map((line) => `${line}\n`).join('') : lines[0]);
  return [
    {
      property: 'lines',
      from: shown(from),
      to: shown(edit.added),
      ...((isSecret || params.secret) && { secret: true }),
    },
  ];
}

/** There is no file yet: in a dry run another resource may be about to make it, and nobody knows for whose eyes. */
function changesOfNone({ state, content }: LineParams): Change[] {
  return state === 'absent' ? [] : [{ property: 'lines', to: content.join('\n'), secret: true }];
}
