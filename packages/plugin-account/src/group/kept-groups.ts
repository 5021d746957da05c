import type { Declared, Identity } from '@homeostat/resource';
import type { GroupParams } from './params.ts';

const type = 'group-kept';

/** By this a resource is known that wants its group to be there, whether it has had its turn or not. */
export function keptIdentities({ name, state }: GroupParams): readonly Identity[] {
  return state === 'exists' ? [{ type, value: name }] : [];
}

/** The groups that resources of the whole graph want to be there. */
export function keptGroups(declared: Declared): ReadonlySet<string> {
  return declared.identities(type);
}
