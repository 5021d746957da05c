import {
  type Member,
  type ResourceContext,
  type Services,
  WATCHER,
  type Watch,
  type WatchSet,
} from '@homeostat/resource';
import { type FileParams, withoutSlash } from './params.ts';
import { StatCache } from './stat-cache/stat-cache.ts';

export function watch(
  { path }: FileParams,
  notify: () => void,
  { services }: Pick<ResourceContext, 'services'>,
): Watch | Promise<Watch> {
  return services.get(WATCHER).watch(withoutSlash(path), notify);
}

/** Each is watched by itself, the watcher makes one of them; what they share is the end, when the stat cache is saved. */
export function watchAll(services: Services): WatchSet<FileParams> {
  const watches = new Map<Member<FileParams>, Watch>();
  return {
    add(member, notify) {
      const armed = watch(member.params, notify, member.ctx);
      if (!(armed instanceof Promise)) return void watches.set(member, armed);
      return armed.then((it) => void watches.set(member, it));
    },
    remove(member) {
      const armed = watches.get(member);
      watches.delete(member);
      return armed?.close();
    },
    close: async () => (await StatCache.of(services)).saveAll(services),
  };
}
