import { allArmed, type Services, WATCHER, type Watch } from '@homeostat/resource';
import { whenDifferent } from '../backend/when-different.ts';
import { differences } from './differences.ts';
import type { RepoParams } from './params.ts';
import type { Places } from './places.ts';

/**
 * Tells when a check would find something else than before. Each fetch, also one of ours that fails, touches the directory of the
 * lists: told of that, a repository that fails would be tried again without end.
 */
export function watch(
  params: RepoParams,
  notify: () => void,
  places: Places,
  services: Services,
): Promise<Watch> {
  const watcher = services.get(WATCHER);
  const notice = whenDifferent(() => found(params, places), notify);
  return allArmed([
    watcher.watch(places.source(params), notice),
    watcher.watch(places.key(params), notice),
    watcher.watch(places.lists, notice, { scope: 'entries' }),
    ...(params.keyFile === undefined ? [] : [watcher.watch(params.keyFile, notice)]),
  ]);
}

function found(params: RepoParams, places: Places): string {
  try {
    return JSON.stringify(differences(params, places));
  } catch (error) {
    return (error as Error).message;
  }
}
