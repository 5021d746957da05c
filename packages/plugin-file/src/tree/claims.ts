import { dirname } from 'node:path';
import { withoutSlash } from '../params.ts';

/** Which paths belong to other resources, and so are never purged. */
export class Claims {
  readonly #kept = new Set<string>();
  readonly #above = new Set<string>();

  private constructor(paths: ReadonlySet<string>) {
    for (const path of paths) {
      const plain = withoutSlash(path);
      this.#kept.add(plain);
      for (let up = dirname(plain); !this.#above.has(up); up = dirname(up)) this.#above.add(up);
    }
  }

  static readonly #made = new WeakMap<ReadonlySet<string>, Claims>();

  /** Made once for each set that the engine gives. */
  static of(paths: ReadonlySet<string>): Claims {
    const claims = Claims.#made.get(paths) ?? new Claims(paths);
    Claims.#made.set(paths, claims);
    return claims;
  }

  /** Whether it is declared, as whatever. A declared directory is kept with all that is in it. */
  has(path: string): boolean {
    return this.#kept.has(path);
  }

  /** Whether something below it is declared. */
  isAbove(path: string): boolean {
    return this.#above.has(path);
  }
}
