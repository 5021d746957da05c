import type { Answers, Change } from '@homeostat/resource';
import { answerWrong, applyMissing } from '../errors.ts';
import { allEnded } from './all-ended.ts';
import { CallContext, type Surroundings } from './context.ts';
import type { HookCalls } from './hook-calls.ts';
import type { Member } from './member.ts';

const settledForm = 'a result in the form of Promise.allSettled';

/** Told of each member's result once, by its place among those the call was for. */
export type Told<T> = (index: number, result: PromiseSettledResult<T>) => void;

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

  /** Resolves when all are checked. */
  async check(members: readonly Member[], mode: CallMode, told: Told<readonly Change[]>): Promise<void> {
    const { resource } = members[0]!.vertex;
    if (!this.checksTogether(members)) {
      return this.#callEach(members, mode, told, async (index, signal) => {
        const { params, ctx } = this.#entry(members[index]!, signal);
        return changesOf('check', resource.kind, await resource.check!(params, ctx));
      });
    }
    const toldChanges: Told<unknown> = (index, result) =>
      told(index, changesOfOne('checkAll', resource.kind, result));
    return this.#callAll('checkAll', members, mode, toldChanges, (signal) =>
      resource.groupable!.checkAll!(
        members.map((member) => this.#entry(member, signal)),
        signal,
      ),
    );
  }

  /** Resolves when all are applied. */
  async apply(differing: readonly Differing[], told: Told<void>): Promise<void> {
    const members = differing.map(({ member }) => member);
    const { resource } = members[0]!.vertex;
    if (!resource.groupable?.applyAll || (members.length === 1 && resource.apply)) {
      return this.#callEach(members, 'call', told, async (index, signal) => {
        const { member, changes } = differing[index]!;
        if (!resource.apply) throw applyMissing(member.id);
        const { params, ctx } = this.#entry(member, signal);
        await resource.apply(changes, params, ctx);
      });
    }
    return this.#callAll('applyAll', members, 'call', told, (signal) =>
      resource.groupable!.applyAll!(
        differing.map(({ member, changes }) => ({ ...this.#entry(member, signal), changes })),
        signal,
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

  /** Calls a hook for each member alone. */
  async #callEach<T>(
    members: readonly Member[],
    mode: CallMode,
    told: Told<T>,
    call: (index: number, signal: AbortSignal) => Promise<T>,
  ): Promise<void> {
    const { timeout } = members[0]!.vertex.meta;
    await allEnded(
      members.map(async (_, index) => {
        const [result] = await Promise.allSettled([
          this.#calls[mode](timeout, (signal) => call(index, signal)),
        ]);
        told(index, result);
      }),
    );
  }

  /** Calls a hook of the group. It is done when the last of its answers is there. */
  async #callAll<T>(
    hook: string,
    members: readonly Member[],
    mode: CallMode,
    told: Told<T>,
    call: (signal: AbortSignal) => Promise<Answers<T>>,
  ): Promise<void> {
    const { resource, meta } = members[0]!.vertex;
    const isTold = new Uint8Array(members.length);
    const tell = (index: number, result: PromiseSettledResult<T>) => {
      const verified = isSettled(result)
        ? result
        : rejected(answerWrong(hook, resource.kind, settledForm, result));
      if (isTold[index]) return;
      isTold[index] = 1;
      told(index, verified);
    };
    try {
      await this.#calls[mode](meta.timeout, async (signal) => {
        const answers = await call(signal);
        if (!Array.isArray(answers) || answers.length !== members.length)
          throw answerWrong(
            hook,
            resource.kind,
            `an array of ${members.length}, each ${settledForm}`,
            answers,
          );
        const later: Promise<void>[] = [];
        try {
          for (const [index, answer] of answers.entries()) {
            if (answer instanceof Promise)
              later.push(answer.catch(rejected).then((result) => tell(index, result)));
            else tell(index, answer);
          }
        } finally {
          await allEnded(later);
        }
      });
    } catch (reason) {
      for (const index of members.keys()) tell(index, rejected(reason));
    }
  }

  #entry(member: Member, signal: AbortSignal) {
    return { params: member.vertex.params, ctx: new CallContext(member, this.#surroundings, signal) };
  }
}

/** A plugin need not be written in TypeScript. */
function changesOf(hook: string, kind: string, answer: unknown): readonly Change[] {
  // Not `every` or `some`: they pass over holes.
  if (Array.isArray(answer) && answer.findIndex(isNoChange) === -1) return answer;
  throw answerWrong(hook, kind, 'a list of changes', answer);
}

function isNoChange(item: unknown): boolean {
  return typeof (item as Change | null)?.property !== 'string';
}

function rejected(reason: unknown): PromiseRejectedResult {
  return { status: 'rejected', reason };
}

function isSettled(result: unknown): boolean {
  try {
    const { status } = (result ?? {}) as PromiseSettledResult<unknown>;
    return status === 'fulfilled' || status === 'rejected';
  } catch {
    return false;
  }
}

/** The same for one of the results of a group. */
function changesOfOne(
  hook: string,
  kind: string,
  result: PromiseSettledResult<unknown>,
): PromiseSettledResult<readonly Change[]> {
  if (result.status === 'rejected') return result;
  try {
    changesOf(hook, kind, result.value);
    return result as PromiseFulfilledResult<readonly Change[]>;
  } catch (reason) {
    return rejected(reason);
  }
}
