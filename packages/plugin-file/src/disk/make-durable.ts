import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Directory } from './directory.ts';
import type { Replacement } from './replacement.ts';

/**
 * So many files are synced one by one, some at a time; for more, whole file systems are.
 *
 * @source docs/decisions/durable-batches.md
 */
export const fewFiles = 64;

/**
 * Resolves when the contents would be there after a power failure, though not yet under their names. Answers one by one, in the
 * form of `Promise.allSettled`.
 */
export async function makeDurable(
  replacements: readonly Replacement[],
): Promise<PromiseSettledResult<void>[]> {
  if (replacements.length > fewFiles && (await syncFileSystems(replacements)))
    return replacements.map(() => ({ status: 'fulfilled', value: undefined }));
  return Promise.allSettled(replacements.map((replacement) => replacement.sync()));
}

/** Whether it could be done: not every system has a `sync -f`. */
async function syncFileSystems(replacements: readonly Replacement[]): Promise<boolean> {
  const oneOfEach = new Map<number, Directory>();
  try {
    // One may be gone by now, which the files in it are told one by one.
    for (const directory of new Set(replacements.map(({ place }) => place.directory)))
      oneOfEach.set(statSync(directory.at('.')).dev, directory);
    const paths = [...oneOfEach.values()].map((directory) => directory.fromOutside('.'));
    await promisify(execFile)('sync', ['-f', '--', ...paths]);
    return true;
  } catch {
    return false;
  }
}
