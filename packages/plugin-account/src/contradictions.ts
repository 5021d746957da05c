import type { Member } from '@homeostat/resource';
import { accountContradicted } from './errors.ts';
import type { Keeping, NamedAccount } from './keeping.ts';

/**
 * Refuses what wants an account otherwise than another resource that keeps it by another name: the two would undo each other's work
 * without an end.
 */
export class Contradictions<P extends NamedAccount> {
  readonly #keeping: Keeping<P>;
  readonly #byName = new Map<string, Member<P>[]>();

  /** @param kept those that came first have their way */
  constructor(kept: readonly Member<P>[], keeping: Keeping<P>) {
    this.#keeping = keeping;
    for (const member of kept) {
      const like = this.#byName.get(member.params.name);
      if (like) like.push(member);
      else this.#byName.set(member.params.name, [member]);
    }
  }

  refuse({ params, ctx }: Member<P>): void {
    for (const other of this.#byName.get(params.name) ?? []) {
      if (other.ctx.id === ctx.id) return;
      if (this.#keeping.contradicts(params, other.params)) {
        throw accountContradicted(params.name, ctx.id, other.ctx.id);
      }
    }
  }
}

/** Whether one of these is declared in both, and not alike. */
export function anyDiffers<P>(one: P, other: P, params: readonly (keyof P)[]): boolean {
  return params.some(
    (param) => one[param] !== undefined && other[param] !== undefined && one[param] !== other[param],
  );
}
