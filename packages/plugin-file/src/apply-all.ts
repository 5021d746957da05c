import { dirname } from 'node:path';
import { DECLARED, type MemberToApply } from '@homeostat/resource';
import { applyBeyond, prepare, reachesFurther } from './apply-beyond.ts';
import { applyOne, differs, verb } from './apply-one.ts';
import { outsideOf, type Results } from './check-all.ts';
import type { Outside } from './differences.ts';
import { Directories } from './disk/directories.ts';
import { fewFiles } from './disk/make-durable.ts';
import { putInPlace } from './disk/put-in-place.ts';
import type { Replacement } from './disk/replacement.ts';
import { asProblem, parentComing } from './errors.ts';
import { inSlices } from './in-slices.ts';
import { type FileParams, withoutSlash } from './params.ts';
import { waitForDirectories } from './wait-for-directories.ts';

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
  const results = await applyBatches(members, signal);
  const orphans = orphansAmong(members, results);
  if (orphans.size === 0) return results;
  // Whoever removes a tree is faster than any notice: the files are seen to be gone before their directory is.
  await waitForDirectories(new Set(orphans.values()), members[0]!.ctx.services, signal);
  const indexes = [...orphans.keys()];
  const again = indexes.map((index) => members[index]!);
  const secondResults = await applyBatches(again, signal);
  const lasting = orphansAmong(again, secondResults);
  for (const [at, index] of indexes.entries()) {
    const directory = lasting.get(at);
    results[index] =
      directory === undefined
        ? secondResults[at]!
        : { status: 'rejected', reason: parentComing(withoutSlash(again[at]!.params.path), directory) };
  }
  return results;
}

/** Those that failed since their directory was gone, though it is declared: their indexes, and the directory of each. */
function orphansAmong(
  members: readonly MemberToApply<FileParams>[],
  results: Results<void>,
): Map<number, string> {
  const orphans = new Map<number, string>();
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled' || result.reason.cause?.code !== 'ENOENT') continue;
    const { params, ctx } = members[index]!;
    const directory = dirname(withoutSlash(params.path));
    if (ctx.services.get(DECLARED).identities('path').has(`${directory}/`)) orphans.set(index, directory);
  }
  return orphans;
}

async function applyBatches(
  members: readonly MemberToApply<FileParams>[],
  signal: AbortSignal,
): Promise<Results<void>> {
  const outside = await outsideOf(members, new Directories(), signal);
  const results: Results<void>[] = [];
  // While one batch waits for the disk the next is written.
  let before: Promise<unknown> = Promise.resolve();
  try {
    for (let next = 0; next < members.length; next += batchSize) {
      const batch = new Batch(members.slice(next, next + batchSize), outside, signal);
      await batch.write();
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
  readonly #outside: Outside;
  readonly #signal: AbortSignal;
  /** Held to the end: what is renamed is in the directory that it was written in. */
  readonly #directories = new Directories();
  readonly #written = new Map<Replacement, number>();
  /** What is left to do for a member once its content is in place. */
  readonly #rest: { readonly index: number; work(): void | Promise<void> }[] = [];

  constructor(members: readonly MemberToApply<FileParams>[], outside: Outside, signal: AbortSignal) {
    this.#members = members;
    this.#outside = outside;
    this.#signal = signal;
    this.results = members.map(() => ({ status: 'fulfilled', value: undefined }));
  }

  /** Makes all changes, but new contents are only written beside their files. */
  async write(): Promise<void> {
    const isLarge = this.#members.filter(({ changes }) => differs(changes, 'content')).length > fewFiles;
    try {
      await this.#prepare();
      await inSlices(this.#members, this.#signal, (member, index) => {
        if (this.#hasFailed(index)) return;
        try {
          const replacement = applyOne(member, this.#outside, this.#directories);
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
      for (const { index, work } of this.#rest) {
        if (!this.#hasFailed(index)) await this.#attempt(index, work);
      }
    } finally {
      this.#directories.close();
    }
  }

  /** What has to be done before a member's own place can be. */
  async #prepare(): Promise<void> {
    for (const [index, member] of this.#members.entries()) {
      if (!reachesFurther(member.params)) continue;
      this.#signal.throwIfAborted();
      await this.#attempt(index, async () => {
        const after = await prepare(member, this.#directories);
        this.#rest.push({ index, work: after });
        this.#rest.push({
          index,
          work: () => applyBeyond(member, this.#directories, this.#outside.cache, this.#signal),
        });
      });
    }
  }

  async #attempt(index: number, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failed(index, error);
    }
  }

  #hasFailed(index: number): boolean {
    return this.results[index]!.status === 'rejected';
  }

  #failed(index: number, error: unknown): void {
    const { params, changes } = this.#members[index]!;
    const reason = asProblem(verb(params, changes), withoutSlash(params.path), error);
    this.results[index] = { status: 'rejected', reason };
  }
}
