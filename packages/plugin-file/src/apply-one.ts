import type { Change, MemberToApply } from '@homeostat/resource';
import type { Outside } from './differences.ts';
import type { Directories } from './disk/directories.ts';
import { lookAt } from './disk/look.ts';
import { make } from './disk/make.ts';
import { makeLink, setLinkOwner } from './disk/make-link.ts';
import { remove } from './disk/remove.ts';
import { Replacement } from './disk/replacement.ts';
import { type Attributes, setAttributesAt } from './disk/set-attributes.ts';
import { formOf } from './form.ts';
import { applyMode } from './mode/apply-mode.ts';
import type { FileParams } from './params.ts';

/** Makes the changes at the path itself. New content is only written beside it. */
export function applyOne(
  { params, changes }: MemberToApply<FileParams>,
  { accounts, contents }: Outside,
  directories: Directories,
): Replacement | undefined {
  const { path, state, owner, group, symlink } = params;
  if (state === 'absent') {
    remove(path, directories);
    return undefined;
  }
  const place = directories.place(path);
  const uid = owner === undefined ? undefined : accounts.id('passwd', owner);
  const gid = group === undefined ? undefined : accounts.id('group', group);
  if (symlink) {
    if (differs(changes, 'state') || differs(changes, 'source'))
      makeLink(place, params.source!, { uid, gid });
    else setLinkOwner(place.at, { uid, gid });
    return undefined;
  }
  const attributes = { mode: modeOf(params, place.at), uid, gid };
  if (differs(changes, 'content')) {
    const wanted = contents.wanted(params, directories)!;
    return new Replacement(place, path, wanted.bytes(), withSourceMode(attributes, wanted.mode, place.at));
  }
  if (differs(changes, 'state')) make(place, path, attributes);
  else if (hasAny(attributes)) setAttributesAt(place, path, attributes);
  return undefined;
}

/** A new file whose mode is not declared begins with that of the files it is taken from. */
function withSourceMode(attributes: Attributes, mode: number | undefined, at: string): Attributes {
  return attributes.mode === undefined && mode !== undefined && !lookAt(at)
    ? { ...attributes, mode }
    : attributes;
}

function modeOf(params: FileParams, at: string): number | undefined {
  if (params.mode === undefined || typeof params.mode === 'number') return params.mode;
  return applyMode(params.mode, lookAt(at)?.mode, formOf(params) === 'a directory');
}

function hasAny({ mode, uid, gid }: Attributes): boolean {
  return mode !== undefined || uid !== undefined || gid !== undefined;
}

/** What is being done, as in "Can't write /etc/motd". */
export function verb({ state }: FileParams, changes: readonly Change[]): string {
  if (state === 'absent') return 'remove';
  if (differs(changes, 'content')) return 'write';
  return differs(changes, 'state') ? 'make' : 'change';
}

export function differs(changes: readonly Change[], property: string): boolean {
  return changes.some((change) => change.property === property);
}
