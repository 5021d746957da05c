import type { Identity, Wish } from '@homeostat/resource';
import type { RepoParams } from './params.ts';
import type { Places } from './places.ts';

/** All repositories are known by one name, which every package looks for; and by their files, so that no purge takes them. */
export function identities(params: RepoParams, places: Places): Identity[] {
  return [
    { type: 'repository', value: 'apt' },
    ...[places.source(params), places.key(params)].flatMap((path) => [
      { type: 'path', value: path },
      { type: 'entry', value: directoryOf(path) },
    ]),
  ];
}

/** The directories of its files come first, and the key that is copied. */
export function wishes(params: RepoParams, places: Places): Wish[] {
  const files = [places.source(params), places.key(params)];
  const order = params.state === 'absent' ? 'before' : 'after';
  const own = files.map((path): Wish => ({ anyOf: directoriesAbove(path), order }));
  if (params.state === 'absent' || params.keyFile === undefined) return own;
  const key = [{ type: 'path', value: params.keyFile }, ...directoriesAbove(params.keyFile)];
  return [...own, { anyOf: key, order: 'after' }];
}

function directoriesAbove(path: string): Identity[] {
  const directories: Identity[] = [];
  for (let at = path; at !== '/'; ) {
    at = directoryOf(at.replace(/\/$/, ''));
    directories.push({ type: 'path', value: at });
  }
  return directories;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
