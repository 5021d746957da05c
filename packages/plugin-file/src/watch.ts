import {
  allArmed,
  DECLARED,
  type Member,
  type ResourceContext,
  type Services,
  WATCHER,
  type Watch,
  type WatchOptions,
  type WatchSet,
} from '@homeostat/resource';
import { sourcesOf } from './edges.ts';
import { Keepers } from './keepers.ts';
import { type FileParams, isDirectoryPath, withoutSlash } from './params.ts';
import { StatCache } from './stat-cache/stat-cache.ts';

/** While it is watched a resource keeps its path. */
export function watch(
  params: FileParams,
  notify: () => void,
  { id, services }: Pick<ResourceContext, 'id' | 'services'>,
): Watch | Promise<Watch> {
  const keeper = { id, params, notify };
  return Keepers.of(services).watch(withoutSlash(params.path), keeper, () => arm(params, notify, services));
}

/** What is at the path, what it is copied from, and with `purge` what others declare. */
function arm(params: FileParams, notify: () => void, services: Services): Watch | Promise<Watch> {
  const watcher = services.get(WATCHER);
  const scope = scopeOf(params);
  const own = watcher.watch(withoutSlash(params.path), notify, scope === 'self' ? undefined : { scope });
  const sources = params.state === 'absent' ? [] : sourcesOf(params);
  if (sources.length === 0 && !params.purge) return own;

  const others = sources.map((source) =>
    watcher.watch(withoutSlash(source), notify, { scope: sourceScope(source, params) }),
  );
  const claims = scope === 'tree' ? [services.get(DECLARED).watch('path', notify)] : [];
  return allArmed([own, ...others, ...claims]);
}

type Scope = NonNullable<WatchOptions['scope']>;

function scopeOf({ path, state, source, purge }: FileParams): Scope {
  const isTree = state !== 'absent' && (purge || (source !== undefined && isDirectoryPath(path)));
  return isTree ? 'tree' : 'self';
}

function sourceScope(source: string, { fragments }: FileParams): Scope {
  if (!isDirectoryPath(source)) return 'self';
  return fragments ? 'entries' : 'tree';
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
