import { setMaxListeners } from 'node:events';
import type { Problem } from '@homeostat/resource';
import { MemberContext } from './context.ts';
import type { Member } from './member.ts';

/** Those whose watch was not armed in its time. */
export interface Late {
  readonly members: readonly Member[];
  readonly problem: Problem;
}

/** What is being armed for the members of one batch, as far as it is waited for. */
export class Arming {
  readonly #pending = new Map<Member, ArmingContext>();
  #end: ((late: Late | undefined) => void) | undefined;

  add(member: Member, ctx: ArmingContext): void {
    this.#pending.set(member, ctx);
  }

  /** One has an answer. Returns whether it was still waited for. */
  settle(member: Member): boolean {
    const waited = this.#pending.delete(member);
    if (waited && this.#pending.size === 0) this.#end?.(undefined);
    return waited;
  }

  /** Resolves when all have an answer, or the rest was given up. */
  ended(): Promise<Late | undefined> {
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Has the hooks end. They are still waited for. */
  abort(problem: Problem): void {
    for (const ctx of this.#pending.values()) ctx.abort(problem);
  }

  /** Waits for the rest no longer. */
  giveUp(problem: Problem): void {
    this.abort(problem);
    const members = [...this.#pending.keys()];
    this.#pending.clear();
    this.#end?.({ members, problem });
  }
}

/** What a hook is given while its watch is armed. Its signal is made when it is asked for: of 100,000 hardly one does. */
export class ArmingContext extends MemberContext {
  #controller: AbortController | undefined;

  get signal(): AbortSignal {
    return this.#made().signal;
  }

  abort(problem: Problem): void {
    this.#made().abort(problem);
  }

  #made(): AbortController {
    if (this.#controller) return this.#controller;
    this.#controller = new AbortController();
    // All parts of one watch may listen to it.
    setMaxListeners(0, this.#controller.signal);
    return this.#controller;
  }
}
