import { dayOf } from './day.ts';
import type { UserParams } from './params.ts';

/** @param hasOwnGroup whether there is a group of the user's name, which useradd would not take unasked */
export function creationWords(params: UserParams, hasOwnGroup: boolean): string[] {
  const { name, group = hasOwnGroup ? name : undefined, manageHome, system } = params;
  const { groups = [] } = params;
  return [
    ...commonWords(params, () => true),
    ...(group === undefined ? [] : ['--gid', String(group)]),
    ...(groups.length === 0 ? [] : ['--groups', groups.join(',')]),
    ...(system ? ['--system'] : []),
    // Not left to the settings of the machine: what is declared is to mean one thing.
    manageHome ? '--create-home' : '--no-create-home',
  ];
}

export function modificationWords(
  params: UserParams,
  differing: ReadonlySet<string>,
  movesHome: boolean,
): string[] {
  const { group, groups = [], membership } = params;
  return [
    ...commonWords(params, (property) => differing.has(property)),
    ...(differing.has('group') ? ['--gid', String(group)] : []),
    ...(differing.has('groups') ? ['--groups', groups.join(',')] : []),
    ...(differing.has('groups') && membership === 'minimum' ? ['--append'] : []),
    ...(movesHome ? ['--move-home'] : []),
  ];
}

/** What useradd and usermod are told alike. */
function commonWords(
  { uid, allowDuplicateUid, home, shell, comment, expires }: UserParams,
  isWanted: (property: string) => boolean,
): string[] {
  // As a number, which no time zone moves.
  const day = expires === undefined ? undefined : String(dayOf(expires) ?? '');
  return [
    ...option('--uid', 'uid', uid),
    ...(allowDuplicateUid && isWanted('uid') ? ['--non-unique'] : []),
    // The long form has another name in each of the two.
    ...option('-d', 'home', home),
    ...option('--shell', 'shell', shell),
    ...option('--comment', 'comment', comment),
    ...option('--expiredate', 'expires', day),
  ];

  function option(word: string, property: string, value: string | number | undefined): string[] {
    return value === undefined || !isWanted(property) ? [] : [word, String(value)];
  }
}
