import type { Member } from '@homeostat/resource';
import { contradicted } from './errors.ts';
import type { SvcParams } from './params.ts';
import { fullUnitName } from './unit-name.ts';

type Kept = Member<SvcParams>;

/** Refuses what wants a unit otherwise than another resource that keeps it, by the same or another name. */
export class Contradictions {
  readonly #byUnit = new Map<string, { readonly member: Kept; readonly at: number }[]>();

  /** @param kept those that came first have their way */
  constructor(kept: readonly Kept[]) {
    for (const [at, member] of kept.entries()) {
      const unit = fullUnitName(member.params.name);
      this.#byUnit.set(unit, [...(this.#byUnit.get(unit) ?? []), { member, at }]);
    }
  }

  /** @param names all that the unit of this member is known by */
  refuse({ params, ctx }: Kept, names: readonly string[]): void {
    const like = names.flatMap((name) => this.#byUnit.get(name) ?? []).sort((a, b) => a.at - b.at);
    for (const { member: other } of like) {
      if (other.ctx.id === ctx.id) return;
      if (contradicts(params, other.params))
        throw contradicted(fullUnitName(params.name), ctx.id, other.ctx.id);
    }
  }
}

function contradicts(one: SvcParams, other: SvcParams): boolean {
  const differs = (a: string, b: string) => a !== b && a !== 'undefined' && b !== 'undefined';
  if (differs(one.state, other.state)) return true;
  const states = [one.state, other.state];
  const startups = [one.startup, other.startup];
  if (startups.includes('masked') && states.includes('running')) return true;
  // What is masked is not started at boot either.
  const suits = startups.includes('masked') && startups.includes('disabled');
  return !suits && differs(one.startup, other.startup);
}
