import type { Locate, ResourceDeclaration } from '@homeostat/resource';
import type { Place } from './place.ts';
import type { Path } from './source.ts';

/** A declaration that is found in its file. A class, so that a million of them need no function each for `locate`. */
export class LocatedResource implements ResourceDeclaration {
  readonly kind: string;
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  declare readonly meta?: Readonly<Record<string, unknown>>;
  readonly #place: Place;

  constructor(
    kind: string,
    name: string,
    params: Readonly<Record<string, unknown>>,
    meta: Readonly<Record<string, unknown>> | undefined,
    place: Place,
  ) {
    this.kind = kind;
    this.name = name;
    this.params = params;
    if (meta) this.meta = meta;
    this.#place = place;
  }

  get locate(): Locate {
    return (inner) => this.#place.find(withoutParams(inner));
  }
}

/** Params stand beside the other keys of a resource, not under a key of their own. */
function withoutParams(path: Path): Path {
  return path[0] === 'params' ? path.slice(1) : path;
}
