import type { Change, MemberToApply } from '@homeostat/resource';
import { Accounts } from './accounts.ts';
import type { Results } from './check-all.ts';
import { Directories } from './disk/directories.ts';
import { make } from './disk/make.ts';
import { fewFiles } from './disk/make-durable.ts';
import { putInPlace } from './disk/put-in-place.ts';
import { remove } from './disk/remove.ts';
import { Replacement } from './disk/replacement.ts';
import { setAttributesAt } from './disk/set-attributes.ts';
import { asProblem } from './errors.ts';
import { inSlices } from './in-slices.ts';
import { type FileParams, withoutSlash } from './params.ts';

/**
 * How many files are written before they are put in place together.
 *
 * Too small: each waits for the disk again. Too large: in as many directories of users, each held open, the process runs out
 * of file descriptors (4,096 at most on many systems).
 */
const batchSize = 2000;

/** Makes the changes of each of these files. */
export async function applyAll(
  members: readonly MemberToApply<FileParams>[],
  signal: AbortSignal,
): Promise<Results<void>> {
  const accounts = await Accounts.of(
    members.map(({ params }) => params),
    signal,
  );
  const results: Results<void> = [];
  for (let next = 0; next < members.length; next += batchSize)
    results.push(...(await applyBatch(members.slice(next, next + batchSize), accounts, signal)));
  return results;
}

async function applyBatch(
  members: readonly MemberToApply<FileParams>[],
  accounts: Accounts,
  signal: AbortSignal,
): Promise<Results<void>> {
  const results: Results<void> = members.map(() => ({ status: 'fulfilled', value: undefined }));
  const failed = (index: number, error: unknown) => {
    const { params, changes } = members[index]!;
    const path = withoutSlash(params.path);
    results[index] = { status: 'rejected', reason: asProblem(verb(params, changes), path, error) };
  };
  // Held to the end: what is renamed is in the directory that it was written in.
  const directories = new Directories();
  const written = new Map<Replacement, number>();
  const isLarge = members.filter(({ changes }) => differs(changes, 'content')).length > fewFiles;
  try {
    await inSlices(members, signal, (member, index) => {
      try {
        const replacement = begin(member, accounts, directories);
        if (!replacement) return;
        written.set(replacement, index);
        if (isLarge) replacement.close();
      } catch (error) {
        failed(index, error);
      }
    });
    const replacements = [...written.keys()];
    for (const [at, result] of (await putInPlace(replacements)).entries())
      if (result.status === 'rejected') failed(written.get(replacements[at]!)!, result.reason);
    return results;
  } catch (error) {
    for (const replacement of written.keys()) replacement.discard();
    throw error;
  } finally {
    directories.close();
  }
}

/** Makes the changes of one file. New content is only written beside it. */
function begin(
  { params, changes }: MemberToApply<FileParams>,
  accounts: Accounts,
  directories: Directories,
): Replacement | undefined {
  const { path, state, content, mode, owner, group } = params;
  if (state === 'absent') {
    remove(path, directories);
    return undefined;
  }
  const uid = owner === undefined ? undefined : accounts.id('passwd', owner);
  const gid = group === undefined ? undefined : accounts.id('group', group);
  const place = directories.place(path);
  if (content !== undefined && differs(changes, 'content'))
    return new Replacement(place, path, content, { mode, uid, gid });
  if (differs(changes, 'state')) make(place, path, { mode, uid, gid });
  else setAttributesAt(place, path, { mode, uid, gid });
  return undefined;
}

function verb({ state }: FileParams, changes: readonly Change[]): string {
  if (state === 'absent') return 'remove';
  if (differs(changes, 'content')) return 'write';
  return differs(changes, 'state') ? 'make' : 'change';
}

function differs(changes: readonly Change[], property: string): boolean {
  return changes.some((change) => change.property === property);
}
