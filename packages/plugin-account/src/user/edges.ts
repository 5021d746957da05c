import type { Identity, Wish } from '@homeostat/resource';
import type { UserParams } from './params.ts';

/**
 * Its name; the group that is made with it; and its shell, a program like any that is run: whoever brings it may come first.
 */
export function userIdentities({ name, state, group, shell }: UserParams): readonly Identity[] {
  const user = { type: 'user', value: name };
  if (state === 'absent') return [user];
  return [
    user,
    ...(group === undefined ? [{ type: 'group', value: name }] : []),
    ...(shell === undefined ? [] : [{ type: 'command', value: shell }]),
  ];
}

/** Its groups come first, and so does what its home directory is in. Without a group declared that is the one of its name. */
export function userWishes({ name, state, group = name, groups = [], home }: UserParams): readonly Wish[] {
  if (state === 'absent') return [];
  const wanted = typeof group === 'string' ? [group, ...groups] : groups;
  return [
    ...wanted.map((value) => after([{ type: 'group', value }])),
    ...(home === undefined ? [] : [after(directoriesAbove(home))]),
  ];
}

function after(anyOf: readonly Identity[]): Wish {
  return { anyOf, order: 'after' };
}

/** Nearest first. */
function directoriesAbove(path: string): Identity[] {
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index + 1);
  return ends.reverse().map((end) => ({ type: 'path', value: path.slice(0, end) }));
}
