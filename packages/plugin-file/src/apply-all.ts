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
  const results: Results<void>[] = [];
  // While one batch waits for the disk the next is written.
  let before: Promise<unknown> = Promise.resolve();
  try {
    for (let next = 0; next < members.length; next += batchSize) {
      const batch = new Batch(members.slice(next, next + batchSize), accounts);
      await batch.write(signal);
      await before;
      before = batch.putInPlace();
      results.push(batch.results);
    }
  } finally {
    await before;
  }
  return results.flat();
}

class Batch {
  readonly results: Results<void>;
  readonly #members: readonly MemberToApply<FileParams>[];
  readonly #accounts: Accounts;
  /** Held to the end: what is renamed is in the directory that it was written in. */
  readonly #directories = new Directories();
  readonly #written = new Map<Replacement, number>();

  constructor(members: readonly MemberToApply<FileParams>[], accounts: Accounts) {
    this.#members = members;
    this.#accounts = accounts;
    this.results = members.map(() => ({ status: 'fulfilled', value: undefined }));
  }

  /** Makes all changes, but new contents are only written beside their files. */
  async write(signal: AbortSignal): Promise<void> {
    const isLarge = this.#members.filter(({ changes }) => differs(changes, 'content')).length > fewFiles;
    try {
      await inSlices(this.#members, signal, (member, index) => {
        try {
          const replacement = begin(member, this.#accounts, this.#directories);
          if (replacement) this.#written.set(replacement, index);
          if (isLarge) replacement?.close();
        } catch (error) {
          this.#failed(index, error);
        }
      });
    } catch (error) {
      for (const replacement of this.#written.keys()) replacement.discard();
      this.#directories.close();
      throw error;
    }
  }

  async putInPlace(): Promise<void> {
    try {
      const replacements = [...this.#written.keys()];
      for (const [at, result] of (await putInPlace(replacements)).entries())
        if (result.status === 'rejected') this.#failed(this.#written.get(replacements[at]!)!, result.reason);
    } finally {
      this.#directories.close();
    }
  }

  #failed(index: number, error: unknown): void {
    const { params, changes } = this.#members[index]!;
    const reason = asProblem(verb(params, changes), withoutSlash(params.path), error);
    this.results[index] = { status: 'rejected', reason };
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
