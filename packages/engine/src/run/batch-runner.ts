import type { Change, Clock } from '@homeostat/resource';
import { applyIncomplete } from '../errors.ts';
import type { ResourceState } from '../events.ts';
import { allEnded } from './all-ended.ts';
import type { Late } from './arming.ts';
import { notBegun } from './hook-calls.ts';
import type { Member } from './member.ts';
import type { CallMode, Differing, MemberHooks, Told } from './member-hooks.ts';
import type { OwedRefreshes } from './owed-refreshes.ts';
import type { Semaphores } from './semaphores.ts';
import type { Watches } from './watches.ts';

/** What a run of one member came to. */
export type Outcome =
  | { readonly type: 'in-state' }
  | { readonly type: 'would-change'; readonly changes: readonly Change[] }
  | {
      readonly type: 'changed';
      readonly applied: readonly Change[];
      readonly refreshed: readonly Change[];
      /** Since its check began. */
      readonly ms: number;
    }
  /** `applied`: what was put right before the check after it, or the refresh, failed. */
  | {
      readonly type: 'failed';
      readonly error: unknown;
      readonly applied: readonly Change[];
      readonly ms: number;
    }
  /** It was applied, but somebody else changed it again before the second check. */
  | { readonly type: 'drifted-again'; readonly applied: readonly Change[]; readonly ms: number }
  /** The engine is stopping, or it left the graph: it was not looked at, or not put right. */
  | { readonly type: 'not-begun' };

/** The members that are owed a refresh, and how often that was noted. */
type Owed = ReadonlyMap<Member, number>;

export interface BatchParts {
  readonly clock: Clock;
  readonly hooks: MemberHooks;
  readonly semaphores: Semaphores;
  readonly owed: OwedRefreshes;
  /** `undefined`: nothing is watched. */
  readonly watches: Watches | undefined;
  isStopping(): boolean;
  /** Whether this member may only be checked. */
  isNoop(member: Member): boolean;
  /** The semaphores a member holds while it runs. */
  semaphoresOf(member: Member): readonly string[];
  state(member: Member, state: ResourceState): void;
  wouldRefresh(member: Member): void;
  /** Called once for each member of a batch, as soon as it is done. */
  done(member: Member, outcome: Outcome): void;
}

/** Takes a batch through its hooks: arm, check, apply, check again, refresh. */
export class BatchRunner {
  readonly #parts: BatchParts;

  constructor(parts: BatchParts) {
    this.#parts = parts;
  }

  /**
   * Whatever a hook does is the outcome of some member. Rejects when something of the engine itself goes wrong, once no hook runs
   * any more.
   */
  async run(members: readonly Member[]): Promise<void> {
    const ids = members.flatMap((member) => this.#parts.semaphoresOf(member));
    const release = ids.length > 0 ? await this.#parts.semaphores.acquire(ids, members.length) : undefined;
    try {
      await this.#runHolding(members);
    } finally {
      release?.();
    }
  }

  async #runHolding(members: readonly Member[]): Promise<void> {
    const begun = this.#staying(members);
    const arming = this.#parts.watches?.arm(begun);
    const late = arming && (await arming);
    const armed = arming ? this.#staying(late ? this.#without(late, begun) : begun) : begun;
    const together = armed.length === 1 || (armed.length > 1 && this.#parts.hooks.checksTogether(armed));
    if (together) await this.#settle(armed);
    else await allEnded(armed.map((member) => this.#settle([member])));
  }

  /** Gives back what is not to be begun after a wait. */
  #staying(members: readonly Member[]): readonly Member[] {
    const isLeaving = (member: Member) => member.retired || this.#parts.isStopping();
    if (!members.some(isLeaving)) return members;
    for (const member of members) if (isLeaving(member)) this.#parts.done(member, { type: 'not-begun' });
    return members.filter((member) => !isLeaving(member));
  }

  #without({ members: late, problem }: Late, members: readonly Member[]): readonly Member[] {
    for (const member of late) this.#failed(member, problem, [], this.#parts.clock.now());
    const left = new Set(late);
    return members.filter((member) => !left.has(member));
  }

  async #settle(members: readonly Member[]): Promise<void> {
    const startedAt = this.#parts.clock.now();
    const owed = this.#owedTo(members);
    // No promise where there is nothing to call: of 100,000 resources most may be like that.
    if (!this.#parts.hooks.canCheck(members[0]!)) {
      const inState = members.map((member) => ({ member, changes: [] }));
      const pending = this.#sort(inState, owed, startedAt);
      if (pending) await pending;
      return;
    }
    await inTurns<Differing>(
      (arrived) =>
        this.#check(members, 'call', (index, result) => {
          const member = members[index]!;
          if (this.#succeeded(member, result)) arrived({ member, changes: result.value });
        }),
      (found) => this.#sort(found, owed, startedAt),
    );
  }

  /** Goes on with each by what its check found. */
  #sort(found: readonly Differing[], owed: Owed, startedAt: number): Promise<unknown> | undefined {
    const differing: Differing[] = [];
    const refreshing: Member[] = [];
    for (const { member, changes } of found) {
      if (member.retired) this.#parts.done(member, { type: 'not-begun' });
      else if (this.#parts.isNoop(member)) this.#report(member, changes);
      else if (changes.length > 0) differing.push({ member, changes });
      else if (member.owedRefresh === 'checked') refreshing.push(member);
      else this.#parts.done(member, { type: 'in-state' });
    }
    const pending = refreshing.map((member) => this.#refresh(member, [], owed, startedAt));
    if (differing.length > 0) pending.push(this.#putRight(differing, owed, startedAt));
    return pending.length > 0 ? allEnded(pending) : undefined;
  }

  async #putRight(differing: readonly Differing[], owed: Owed, startedAt: number): Promise<void> {
    const members = differing.map(({ member }) => member);
    // Before the note: a change-over from now on notes what it adds.
    for (const member of members) member.touched = true;
    await this.#parts.owed.note(members);
    for (const member of members) this.#parts.state(member, 'applying');
    await inTurns<Differing>(
      (arrived) =>
        this.#parts.hooks.apply(differing, (index, result) => {
          if (this.#succeeded(differing[index]!.member, result)) arrived(differing[index]!);
        }),
      (applied) => this.#verify(applied, owed, startedAt),
    );
  }

  /** Checks again what was applied. */
  async #verify(applied: readonly Differing[], owed: Owed, startedAt: number): Promise<void> {
    const members = applied.map(({ member }) => member);
    const refreshing: Promise<void>[] = [];
    const told: Told<readonly Change[]> = (index, result) => {
      const { member, changes } = applied[index]!;
      if (result.status === 'rejected') this.#failed(member, result.reason, changes, startedAt);
      else if (result.value.length > 0 && member.noticed && !member.driftedAgain) {
        // Our own writes give notice too, so this is not sure: the next time it is taken for a failure.
        const ms = this.#parts.clock.now() - startedAt;
        this.#parts.done(member, { type: 'drifted-again', applied: changes, ms });
      } else if (result.value.length > 0) {
        const left = result.value.map((change) => change.property);
        this.#failed(member, applyIncomplete(member.id, left), [], startedAt);
      } else if (member.owedRefresh === 'checked' && !member.retired)
        refreshing.push(this.#refresh(member, changes, owed, startedAt));
      else this.#changed(member, changes, [], startedAt);
    };
    await this.#check(members, 'complete', told).finally(() => allEnded(refreshing));
  }

  /** How often a refresh was noted for those that are owed one, which their check is about to see. */
  #owedTo(members: readonly Member[]): Owed {
    const owed = new Map<Member, number>();
    for (const member of members) {
      if (member.owedRefresh === 'none') continue;
      member.owedRefresh = 'checked';
      owed.set(member, this.#parts.owed.timesNoted(member));
    }
    return owed;
  }

  async #refresh(member: Member, applied: readonly Change[], owed: Owed, startedAt: number): Promise<void> {
    // Taken before the call: what changes while it runs asks for another one.
    member.owedRefresh = 'none';
    if (member.vertex.resource.refresh === undefined) return this.#changed(member, applied, [], startedAt);
    this.#parts.state(member, 'applying');
    try {
      const refreshed = await this.#parts.hooks.refresh(member, applied);
      if (refreshed.length > 0) {
        member.touched = true;
        // Before its own note goes: until then the next start would make up for both.
        await this.#parts.owed.note([member]);
      }
      await this.#parts.owed.settle(member, owed.get(member)!);
      this.#changed(member, applied, refreshed, startedAt);
    } catch (error) {
      member.owedRefresh = 'asked';
      this.#failed(member, error, applied, startedAt);
    }
  }

  #check(members: readonly Member[], mode: CallMode, told: Told<readonly Change[]>): Promise<void> {
    for (const member of members) this.#parts.state(member, 'checking');
    return this.#parts.hooks.check(members, mode, told);
  }

  /** What a dry run says of a member. */
  #report(member: Member, changes: readonly Change[]): void {
    const wouldRefresh = member.owedRefresh === 'checked' && member.vertex.resource.refresh !== undefined;
    if (wouldRefresh) this.#parts.wouldRefresh(member);
    if (member.owedRefresh === 'checked') member.owedRefresh = 'none';
    member.wouldTouch = wouldRefresh || changes.length > 0;
    this.#parts.done(member, changes.length > 0 ? { type: 'would-change', changes } : { type: 'in-state' });
  }

  #changed(
    member: Member,
    applied: readonly Change[],
    refreshed: readonly Change[],
    startedAt: number,
  ): void {
    const ms = this.#parts.clock.now() - startedAt;
    const changed = applied.length + refreshed.length > 0;
    this.#parts.done(member, changed ? { type: 'changed', applied, refreshed, ms } : { type: 'in-state' });
  }

  #succeeded<T>(member: Member, result: PromiseSettledResult<T>): result is PromiseFulfilledResult<T> {
    if (result.status === 'rejected') this.#failed(member, result.reason, [], this.#parts.clock.now());
    return result.status === 'fulfilled';
  }

  #failed(member: Member, error: unknown, applied: readonly Change[], startedAt: number): void {
    const ms = this.#parts.clock.now() - startedAt;
    if (error !== notBegun) this.#parts.done(member, { type: 'failed', error, applied, ms });
    else if (applied.length > 0) this.#changed(member, applied, [], startedAt);
    else this.#parts.done(member, { type: 'not-begun' });
  }
}

/**
 * Hands on together what arrives in one turn of the loop's microtasks: all of it, unless the kind answers for some later. Resolves
 * when all is handled.
 */
async function inTurns<T>(
  source: (arrived: (item: T) => void) => Promise<void>,
  handle: (items: readonly T[]) => Promise<unknown> | undefined,
): Promise<void> {
  let arriving: T[] = [];
  const handling: Promise<unknown>[] = [];
  const arrived = (item: T) => {
    arriving.push(item);
    if (arriving.length > 1) return;
    const handled = Promise.resolve().then(() => {
      const items = arriving;
      arriving = [];
      return handle(items);
    });
    handling.push(handled);
  };
  await source(arrived).finally(() => allEnded(handling));
}
