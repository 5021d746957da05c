import type { Stats } from 'node:fs';
import type { Change } from '@homeostat/resource';
import { look, nameType } from '../disk/look.ts';
import { type FileParams, withoutSlash } from '../params.ts';
import { type CopyOutside, eachCopyStep } from './copy-steps.ts';
import { eachUnclaimed } from './unclaimed.ts';

/** What differs below a directory: from its source, and by what is to be purged. One line for each path. */
export async function treeChanges(params: FileParams, outside: CopyOutside): Promise<Change[]> {
  const changes: Change[] = [];
  const path = withoutSlash(params.path);
  const shown = (entryPath: string) => JSON.stringify(entryPath.slice(path.length + 1)).slice(1, -1);
  let copied = new Set<string>();
  if (params.source !== undefined) {
    let from = '';
    let to = '';
    copied = await eachCopyStep(params, outside, (step) => {
      if (step.present) from += `${shown(step.to)}: ${summary(step.present, step.stats)}\n`;
      to += `${shown(step.to)}: ${summary(step.stats)}\n`;
    });
    if (to !== '') changes.push({ property: 'source', from, to });
  }
  if (params.purge && look(path, outside.directories)?.isDirectory()) {
    let from = '';
    const { at } = outside.directories.place(path);
    const isCopied = (entryPath: string) => copied.has(entryPath);
    await eachUnclaimed(at, path, outside.claims, isCopied, outside.turns, ({ stats }, entryPath) => {
      from += `${shown(entryPath)}${stats.isDirectory() ? '/' : ''}\n`;
    });
    if (from !== '') changes.push({ property: 'purge', from, to: '' });
  }
  return changes;
}

/** `wanted`: of the same path, which this one differs from. */
function summary(stats: Stats, wanted?: Stats): string {
  const type = nameType(stats);
  return wanted && nameType(wanted) === type ? `${type} that differs` : type;
}
