import type { Member, Watch, WatchSet } from '@homeostat/resource';
import type { PkgParams } from './params.ts';
import type { SharedBackends } from './shared-backends.ts';

export async function watch(
  member: Member<PkgParams>,
  notify: () => void,
  backends: SharedBackends,
): Promise<Watch> {
  const shared = await backends.of(member.params.provider, member.ctx.services);
  return shared.watch.add(member, notify);
}

/** What all of them share is in the back end, whatever their key. */
export function watchAll(backends: SharedBackends): WatchSet<PkgParams> {
  const watches = new Map<Member<PkgParams>, Watch>();
  return {
    add: async (member, notify) => void watches.set(member, await watch(member, notify, backends)),
    remove(member) {
      const armed = watches.get(member);
      watches.delete(member);
      return armed?.close();
    },
    close() {},
  };
}
