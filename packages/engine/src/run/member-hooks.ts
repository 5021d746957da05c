import type { Change } from '@homeostat/resource';
import { answerWrong, applyMissing } from '../errors.ts';
import { MemberContext, type Surroundings } from './context.ts';
import type { HookCalls } from './hook-calls.ts';
import type { Member } from './member.ts';

export type Settled<T> = readonly PromiseSettledResult<T>[];

/** A member together with what its check found. */
export interface Differing {
  readonly member: Member;
  readonly changes: readonly Change[];
}

/** Whether a call may begin anew, or completes what was begun (and so runs even while the engine stops). */
export type CallMode = 'call' | 'complete';

/** Calls the hooks of members that share a kind: the group's hook where there is one, else each member's own. */
export class MemberHooks {
  readonly #calls: HookCalls;
  readonly #surroundings: Surroundings;

  constructor(calls: HookCalls, surroundings: Surroundings) {
    this.#calls = calls;
    this.#surroundings = surroundings;
  }

  /** Whether its kind has a check at all; without one it is always in state. */
  canCheck(member: Member): boolean {
    const { check, groupable } = member.vertex.resource;
    return check !== undefined || groupable?.checkAll !== undefined;
  }

  /** Whether a check of these members is one call. */
  checksTogether(members: readonly Member[]): boolean {
    const { check, groupable } = members[0]!.vertex.resource;
    return groupable?.checkAll !== undefined && (members.length > 1 || check === undefined);
  }

  async check(members: readonly Member[], mode: CallMode): Promise<Settled<readonly Change[]>> {
    const { resource, meta } = members[0]!.vertex;
    if (this.checksTogether(members)) {
      const results = await this.#callAll('checkAll', members, mode, (signal) =>
        resource.groupable!.checkAll!(
          members.map((member) => this.#entry(member, signal)),
          signal,
        ),
      );
      return results.map((result) => verified('checkAll', resource.kind, result));
    }
    return Promise.allSettled(
      members.map((member) =>
        this.#calls[mode](meta.timeout, async (signal) => {
          const { params, ctx } = this.#entry(member, signal);
          return changesOf('check', resource.kind, await resource.check!(params, ctx));
        }),
      ),
    );
  }

  async apply(differing: readonly Differing[]): Promise<Settled<void>> {
    const members = differing.map(({ member }) => member);
    const { resource, meta } = members[0]!.vertex;
    if (resource.groupable?.applyAll && (members.length > 1 || !resource.apply)) {
      return this.#callAll('applyAll', members, 'call', (signal) =>
        resource.groupable!.applyAll!(
          differing.map(({ member, changes }) => ({ ...this.#entry(member, signal), changes })),
          signal,
        ),
      );
    }
    return Promise.allSettled(
      differing.map(({ member, changes }) =>
        this.#calls.call(meta.timeout, async (signal) => {
          if (!resource.apply) throw applyMissing(member.id);
          const { params, ctx } = this.#entry(member, signal);
          await resource.apply(changes, params, ctx);
        }),
      ),
    );
  }

  refresh(member: Member, applied: readonly Change[]): Promise<readonly Change[]> {
    const { resource, meta } = member.vertex;
    return this.#calls.call(meta.timeout, async (signal) => {
      const { params, ctx } = this.#entry(member, signal);
      return changesOf('refresh', resource.kind, await resource.refresh!(applied, params, ctx));
    });
  }

  async #callAll<T>(
    hook: string,
    members: readonly Member[],
    mode: CallMode,
    call: (signal: AbortSignal) => Promise<Settled<T>>,
  ): Promise<Settled<T>> {
    const { resource, meta } = members[0]!.vertex;
    try {
      const results = await this.#calls[mode](meta.timeout, call);
      if (Array.isArray(results) && results.length === members.length && results.every(isSettled))
        return results;
      throw answerWrong(
        hook,
        resource.kind,
        `${members.length} results in the form of Promise.allSettled`,
        results,
      );
    } catch (reason) {
      return members.map(() => ({ status: 'rejected', reason }));
    }
  }

  #entry(member: Member, signal: AbortSignal) {
    return { params: member.vertex.params, ctx: new MemberContext(member, this.#surroundings, signal) };
  }
}

/** A plugin need not be written in TypeScript. */
function changesOf(hook: string, kind: string, answer: unknown): readonly Change[] {
  const isChange = (item: unknown) => typeof (item as Change | null)?.property === 'string';
  if (Array.isArray(answer) && answer.every(isChange)) return answer;
  throw answerWrong(hook, kind, 'a list of changes', answer);
}

function isSettled(result: unknown): boolean {
  const { status } = (result ?? {}) as PromiseSettledResult<unknown>;
  return status === 'fulfilled' || status === 'rejected';
}

/** The same for one of the results of a group. */
function verified(
  hook: string,
  kind: string,
  result: PromiseSettledResult<unknown>,
): PromiseSettledResult<readonly Change[]> {
  if (result.status === 'rejected') return result;
  try {
    return { status: 'fulfilled', value: changesOf(hook, kind, result.value) };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
