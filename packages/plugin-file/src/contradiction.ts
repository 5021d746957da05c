import { isDeepStrictEqual } from 'node:util';
import type { Accounts, Database } from './accounts.ts';
import { fileContradicted } from './errors.ts';
import { formOf } from './form.ts';
import type { Keepers } from './keepers.ts';
import { modesAgree } from './mode/modes-agree.ts';
import { type FileParams, withoutSlash } from './params.ts';

/** Refuses what wants a path otherwise than a resource that came to keep it before: each would undo the other, for ever. */
export function refuseContradicted(
  keepers: Keepers,
  id: string,
  params: FileParams,
  accounts: Accounts,
): void {
  const path = withoutSlash(params.path);
  for (const earlier of keepers.at(path)) {
    if (earlier.id === id) return;
    // It is the line that gives way to the file.
    if ('file' in earlier.params) continue;
    const what = contradiction(params, earlier.params, accounts);
    if (what !== undefined) throw fileContradicted(path, what, id, earlier.id);
  }
}

/** What two resources want otherwise of one path. What only one of them manages is no matter of dispute. */
function contradiction(one: FileParams, other: FileParams, accounts: Accounts): string | undefined {
  const states = [one.state, other.state];
  if (states.includes('absent')) return states.includes('exists') ? 'state' : undefined;
  const form = formOf(one);
  if (form !== formOf(other)) return 'type';
  if (!contentsAgree(one, other)) return form === 'a link' ? 'target' : 'content';
  const differ = <T>(a: T | undefined, b: T | undefined, agree: (a: T, b: T) => boolean) =>
    a !== undefined && b !== undefined && !agree(a, b);
  if (differ(one.owner, other.owner, sameAccount('passwd', accounts))) return 'owner';
  if (differ(one.group, other.group, sameAccount('group', accounts))) return 'group';
  if (differ(one.mode, other.mode, (a, b) => modesAgree(a, b, form === 'a directory'))) return 'mode';
  if (differ(one.selinux, other.selinux, (a, b) => a === b)) return 'SELinux context';
  return undefined;
}

function contentsAgree(one: FileParams, other: FileParams): boolean {
  const [a, b] = [contentOf(one), contentOf(other)];
  // A purge takes out what it does not know to be copied.
  const isPurged = one.purge || other.purge;
  if ((a === undefined || b === undefined) && !isPurged) return true;
  return isDeepStrictEqual(a, b);
}

/** Where it has its content from; `undefined`: that is not managed. */
export function contentOf({ content, source, fragments, template, vars }: FileParams): unknown {
  const isManaged = [content, source, fragments, template].some((param) => param !== undefined);
  return isManaged ? { content, source, fragments, template, vars } : undefined;
}

function sameAccount(database: Database, accounts: Accounts) {
  return (one: string | number, other: string | number): boolean => {
    if (one === other) return true;
    try {
      return accounts.id(database, one) === accounts.id(database, other);
    } catch {
      // Two names, and one of them is not in the system's own files: that both are of one account nobody has shown.
      return false;
    }
  };
}
