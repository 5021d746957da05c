import type { Logger, StateStore } from '@homeostat/resource';
import { FileStateStore } from './file-state-store.ts';
import { makeStateDirectory, stateDirectory, verifyStateDirectory } from './state-directory.ts';

/** The store in the directory asked for, or in the usual one. Throws a Problem when others could write there. */
export async function openStateStore(
  directory: string | undefined,
  log: Logger,
  options: { readonly readOnly: boolean },
): Promise<StateStore> {
  const path = stateDirectory(directory);
  await verifyStateDirectory(path);
  if (!options.readOnly) await makeStateDirectory(path);
  return new FileStateStore(path, log, options);
}
