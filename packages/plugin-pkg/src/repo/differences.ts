import { lstatSync, readFileSync } from 'node:fs';
import type { Change } from '@homeostat/resource';
import { keyText } from './key-text.ts';
import { hasLists } from './list-files.ts';
import type { RepoParams } from './params.ts';
import { Places } from './places.ts';
import { sourceText } from './source-text.ts';

/** What is to be on the disk. */
export interface Wanted {
  readonly source: string;
  readonly key: string | undefined;
}

export function wanted(params: RepoParams): Wanted {
  const key = keyText(params);
  // As the machine itself sees it.
  const signedBy = key === undefined ? undefined : new Places('').key(params);
  return { source: sourceText(params, signedBy), key };
}

export function differences(params: RepoParams, places: Places): Change[] {
  const source = places.source(params);
  const key = places.key(params);
  if (params.state === 'absent') {
    const isThere = [source, key].some((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
    return isThere ? [{ property: 'state', from: 'exists', to: 'absent' }] : [];
  }
  const to = wanted(params);
  const changes = [...fileChanges('source', source, to.source), ...fileChanges('key', key, to.key)];
  if (params.enabled && !hasLists(params, places.lists))
    changes.push({ property: 'lists', from: undefined, to: 'fetched' });
  return changes;
}

function fileChanges(property: string, path: string, to: string | undefined): Change[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return to === undefined ? [] : [{ property, from: undefined, to }];
  // A link, or what is no file at all: what it leads to may be in other hands.
  if (!found.isFile()) return [{ property, from: 'no regular file', to }];
  const from = readFileSync(path, 'utf8');
  if (from !== to) return [{ property, from, to }];
  const mode = (found.mode & 0o7777).toString(8).padStart(4, '0');
  if (mode !== '0644') return [{ property: `${property} mode`, from: mode, to: '0644' }];
  const owner = process.geteuid!();
  return found.uid === owner ? [] : [{ property: `${property} owner`, from: found.uid, to: owner }];
}
