import type { Identity, Wish } from '@homeostat/resource';
import { type FileParams, withoutSlash } from './params.ts';

/**
 * The nearest declared directory above it, its owner and its group come first. What is to be absent goes before the
 * directory, which can only be removed when it is empty.
 */
export function wishes({ path, state, owner, group }: FileParams): Wish[] {
  const anyOf = directoriesAbove(path).map((value): Identity => ({ type: 'path', value }));
  return [
    { anyOf, order: state === 'absent' ? 'before' : 'after' },
    ...accountWish('user', owner),
    ...accountWish('group', group),
  ];
}

function accountWish(type: 'user' | 'group', account: string | number | undefined): Wish[] {
  return typeof account === 'string' ? [{ anyOf: [{ type, value: account }], order: 'after' }] : [];
}

/** From the nearest to the root, each with its trailing slash. */
function directoriesAbove(path: string): string[] {
  const names = withoutSlash(path).split('/').slice(1, -1);
  return [
    ...names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}/`),
    ...(path === '/' ? [] : ['/']),
  ];
}
