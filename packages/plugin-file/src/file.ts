import { defineResource, WATCHER } from '@homeostat/resource';
import { accountId } from './accounts.ts';
import { differences } from './differences.ts';
import { make } from './disk/make.ts';
import { remove } from './disk/remove.ts';
import { replaceFile } from './disk/replace-file.ts';
import { setAttributesAt } from './disk/set-attributes.ts';
import { wishes } from './edges.ts';
import { toldAsProblem } from './errors.ts';
import { fileParams, withoutSlash } from './params.ts';

export const file = defineResource({
  kind: 'file',
  description: 'A regular file or a directory, with its content, mode and owner',
  params: fileParams,
  namevar: 'path',

  check: (params, { signal }) =>
    toldAsProblem('look at', withoutSlash(params.path), () => differences(params, signal)),

  async apply(changes, { path, state, content, mode, owner, group }, { signal }) {
    const told = (what: string, work: () => Promise<void>) => toldAsProblem(what, withoutSlash(path), work);
    if (state === 'absent') return told('remove', () => remove(path));

    const uid = owner === undefined ? undefined : await accountId('passwd', owner, signal);
    const gid = group === undefined ? undefined : await accountId('group', group, signal);
    const differs = (property: string) => changes.some((change) => change.property === property);
    if (content !== undefined && differs('content'))
      await replaceFile(path, content, { mode, uid, gid, signal });
    else if (differs('state')) await told('make', () => make(path, { mode, uid, gid }));
    else await told('change', () => setAttributesAt(path, { mode, uid, gid }));
  },

  watch: ({ path }, notify, { services }) => services.get(WATCHER).watch(withoutSlash(path), notify),

  identities: ({ path }) => [{ type: 'path', value: path }],
  wishes,
});
