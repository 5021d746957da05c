import type { Place } from '@homeostat/resource-testing';
import { machineOf } from './place-machine.ts';

type Params = Readonly<Record<string, unknown>>;

/** Params of a resource whose machine is the place. */
export function inPlace(params: Params): (place: Place) => Params {
  return (place) => {
    machineOf(place.services).dir = place.dir;
    return params;
  };
}

/** A machine of which an administrator has done this: `useradd -m ann`. */
export function machine(...commands: readonly string[]): (place: Place) => void {
  return (place) => {
    machineOf(place.services).dir = place.dir;
    machineOf(place.services).begin();
    if (commands.length > 0) does(commands.join(' && '))(place);
  };
}

/** Something that an administrator does, in a shell. */
export function does(command: string): (place: Place) => void {
  return ({ services }) => void machineOf(services).command('sh', '-c', command);
}
