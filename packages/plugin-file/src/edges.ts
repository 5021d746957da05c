import type { Identity, Wish } from '@homeostat/resource';
import { backupPath } from './backup.ts';
import { type FileParams, isDirectoryPath, withoutSlash } from './params.ts';
import { isTemplateFile } from './template/template-path.ts';

/** Its path, the directory it is in, and the path of its backup, which no purge is to take. */
export function identities(params: FileParams): Identity[] {
  const { path } = params;
  const backup = backupPath(params);
  return [
    { type: 'path', value: path },
    { type: 'entry', value: path.slice(0, withoutSlash(path).lastIndexOf('/') + 1) },
    ...(backup === undefined ? [] : [{ type: 'path', value: backup }]),
  ];
}

/**
 * The nearest declared directory above it, what it is copied from, its owner and its group come first. What is to be absent
 * goes before the directory, which can only be removed when it is empty.
 */
export function wishes(params: FileParams): Wish[] {
  const { path, state, owner, group } = params;
  return [
    { anyOf: directoriesAround(path), order: state === 'absent' ? 'before' : 'after' },
    ...sourcesOf(params).flatMap(sourceWishes),
    ...accountWish('user', owner),
    ...accountWish('group', group),
  ];
}

/** The files and directories that it is copied from. */
export function sourcesOf({ source, symlink, fragments = [], template }: FileParams): string[] {
  return [
    ...(source !== undefined && !symlink ? [source] : []),
    ...fragments,
    ...(template !== undefined && isTemplateFile(template) ? [template] : []),
  ];
}

/** The resource that makes it, else the one that makes the directory it is in; for a directory also those in it. */
function sourceWishes(source: string): Wish[] {
  const nearest = [source, ...directoriesAbove(source)].map(known);
  const entries: Wish = { anyOf: [{ type: 'entry', value: source }], order: 'after' };
  return [{ anyOf: nearest, order: 'after' }, ...(isDirectoryPath(source) ? [entries] : [])];
}

let last: { readonly directory: string; readonly above: readonly Identity[] } | undefined;

/** Files of one directory mostly come one after the other, and share the answer. */
function directoriesAround(path: string): readonly Identity[] {
  const directory = path.slice(0, withoutSlash(path).lastIndexOf('/') + 1);
  // The root is in no directory.
  if (path === '/') return [];
  if (last?.directory !== directory) last = { directory, above: directoriesAbove(path).map(known) };
  return last.above;
}

function known(value: string): Identity {
  return { type: 'path', value };
}

function accountWish(type: 'user' | 'group', account: string | number | undefined): Wish[] {
  return typeof account === 'string' ? [{ anyOf: [{ type, value: account }], order: 'after' }] : [];
}

/** From the nearest to the root, each with its trailing slash. */
export function directoriesAbove(path: string): string[] {
  const names = withoutSlash(path).split('/').slice(1, -1);
  return [
    ...names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}/`),
    ...(path === '/' ? [] : ['/']),
  ];
}
