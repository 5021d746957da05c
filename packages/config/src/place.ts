import type { SourcePosition } from '@homeostat/resource';
import type { Path, Source } from './source.ts';

/** A part of a file. Its position is looked up when it is asked for: most never are. */
export class Place {
  readonly #at: Source['at'];
  readonly #around: Place | undefined;
  readonly #key: PropertyKey;

  constructor(at: Source['at'], around?: Place, key: PropertyKey = '') {
    this.#at = at;
    this.#around = around;
    this.#key = key;
  }

  /** The value of a key, or an item, of what is here. */
  inside(key: PropertyKey): Place {
    return new Place(this.#at, this, key);
  }

  position(): SourcePosition {
    return this.find([]);
  }

  /** The position of what a path leads to from here, or of the nearest part around it that is written. */
  find(inner: Path): SourcePosition {
    return this.#at([...this.#path(), ...inner]);
  }

  #path(): Path {
    return this.#around ? [...this.#around.#path(), this.#key] : [];
  }
}
