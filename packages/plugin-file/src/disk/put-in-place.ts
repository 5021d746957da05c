import { close, constants, fsync, open } from 'node:fs';
import { promisify } from 'node:util';
import { inSlices } from '../in-slices.ts';
import type { Directory } from './directory.ts';
import { makeDurable } from './make-durable.ts';
import type { Replacement } from './replacement.ts';
import { sweepLeftOvers } from './sweep-left-overs.ts';

const { O_DIRECTORY, O_RDONLY } = constants;

/**
 * Puts contents that are written under their names: all is on the disk first, then renamed, then the names are on the disk.
 * Answers one by one, in the form of `Promise.allSettled`; what failed is discarded.
 */
export async function putInPlace(
  replacements: readonly Replacement[],
): Promise<PromiseSettledResult<void>[]> {
  const results = await makeDurable(replacements);
  const directories = new Map<Directory, number[]>();
  await inSlices(replacements, undefined, (replacement, index) => {
    try {
      if (results[index]!.status === 'rejected') return replacement.discard();
      replacement.rename();
      const { directory } = replacement.place;
      const others = directories.get(directory);
      if (others) others.push(index);
      else directories.set(directory, [index]);
    } catch (reason) {
      replacement.discard();
      results[index] = { status: 'rejected', reason };
    }
  });
  await Promise.all(
    Array.from(directories, async ([directory, indexes]) => {
      try {
        await syncDirectory(directory);
      } catch (reason) {
        for (const index of indexes) results[index] = { status: 'rejected', reason };
      }
    }),
  );
  await sweepLeftOvers(directories.keys());
  return results;
}

/** So that the new names are still there after a power failure. */
async function syncDirectory(directory: Directory): Promise<void> {
  const handle = await promisify(open)(directory.at('.'), O_RDONLY | O_DIRECTORY);
  try {
    await promisify(fsync)(handle);
  } finally {
    await promisify(close)(handle);
  }
}
