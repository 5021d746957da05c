import { closeSync, constants, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectoryUnusable } from '../errors.ts';
import { askHolder, type Holder } from '../state/ask-holder.ts';
import { holdPlace } from '../state/state-hold.ts';

/** What the run that has a state directory says of itself; `undefined`: nobody has it. */
export async function whoRuns(directory: string): Promise<Holder | undefined> {
  let opened: number;
  try {
    opened = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw stateDirectoryUnusable(directory, error);
  }
  try {
    // The path of a socket has room for 107 bytes.
    const place = join(`/proc/self/fd/${opened}`, holdPlace);
    for (const name of namesIn(place)) {
      const answer = await askHolder(join(place, name));
      if (typeof answer === 'object') return answer;
    }
    return undefined;
  } finally {
    closeSync(opened);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
