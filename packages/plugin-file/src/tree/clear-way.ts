import { lstatSync, unlinkSync } from 'node:fs';
import { removeTree } from './remove-tree.ts';
import type { Turns } from './turns.ts';

/** Removes what is at a place, whatever it is. */
export async function clearWay(at: string, path: string, turns: Turns): Promise<void> {
  const found = lstatSync(at, { throwIfNoEntry: false });
  if (found?.isDirectory()) await removeTree(at, path, turns);
  else if (found) unlinkSync(at);
}
