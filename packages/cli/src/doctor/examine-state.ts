import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatProblem, Problem } from '@homeostat/resource';
import { stateDirectory, verifyStateDirectory } from '../state/state-directory.ts';
import type { Finding } from './finding.ts';

/** Whether what is to be remembered between runs can be. Makes nothing. */
export async function examineState(directory?: string): Promise<Finding> {
  const path = stateDirectory(directory);
  try {
    await verifyStateDirectory(path);
    const place = await nearestThere(path);
    await access(place, constants.W_OK);
    return { part: 'state directory', verdict: 'ok', what: place === path ? path : `${path}, to be made` };
  } catch (error) {
    const remedy = 'Give another one with --state';
    if (error instanceof Problem)
      return { part: 'state directory', verdict: 'missing', what: formatProblem(error), remedy };
    const what = `${path} can not be written: ${(error as NodeJS.ErrnoException).code}`;
    return { part: 'state directory', verdict: 'missing', what, remedy };
  }
}

async function nearestThere(path: string): Promise<string> {
  return access(path).then(
    () => path,
    () => (path === '/' ? path : nearestThere(dirname(path))),
  );
}
