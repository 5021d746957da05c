import { DECLARED, type Identity, type Services, type Watch } from '@homeostat/resource';
import type { PkgParams } from './params.ts';
import { isToBeThere } from './wanted-state.ts';

const type = 'package-kept';

/** By this a resource is known that wants its package to be there, whether it has had its turn or not. */
export function keptIdentities(params: PkgParams): readonly Identity[] {
  return isToBeThere(params) ? [{ type, value: params.name }] : [];
}

/** The packages that resources of the whole graph want to be there. */
export function keptNames(services: Services): ReadonlySet<string> {
  return services.get(DECLARED).identities(type);
}

export function watchKept(services: Services, notify: () => void): Watch {
  return services.get(DECLARED).watch(type, notify);
}
