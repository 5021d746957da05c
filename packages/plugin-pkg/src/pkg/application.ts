import { type Member, Problem } from '@homeostat/resource';
import { MachineProblem } from '../backend/machine-problem.ts';
import { holdNotChanged, listsNotFetched, packageNotChanged, packageUnknown } from '../errors.ts';
import { type Assessment, assess } from './assess.ts';
import type { Results } from './check-all.ts';
import { describe } from './decide.ts';
import { keptNames } from './kept.ts';
import type { PkgParams } from './params.ts';
import { type Attempt, settle } from './settle.ts';
import type { SharedBackend } from './shared-backend.ts';
import { transactionContext } from './transaction-context.ts';
import { transactionOf } from './transaction-of.ts';

type Pkg = Member<PkgParams>;
type Found = Assessment<Pkg>;

/** As much as is shown of a run, in UTF-16 code units. */
const keptOutput = 64 * 1024;

/**
 * One apply of many packages.
 *
 * They are changed in one transaction. Whether that did it is seen by looking, whatever the manager says. What is left is split, so
 * that the guilty ones fail alone, each with its own error, and all others are in state.
 */
export class Application {
  readonly #members: readonly Pkg[];
  readonly #shared: SharedBackend;
  readonly #signal: AbortSignal;
  /** For what is done also when we are asked to stop: to see what was done, and to hold again what was held. */
  readonly #killSignal: AbortSignal;
  readonly #failures = new Map<Pkg, unknown>();
  /** As last seen. */
  readonly #found = new Map<Pkg, Found>();

  constructor(members: readonly Pkg[], shared: SharedBackend, signal: AbortSignal) {
    this.#members = members;
    this.#shared = shared;
    this.#signal = signal;
    this.#killSignal = members[0]!.ctx.killSignal;
  }

  async run(): Promise<Results<void>> {
    await this.#lookAt(this.#members, this.#signal);
    for (const member of this.#members) {
      const { decision, error } = this.#found.get(member)!;
      if (!decision) this.#failures.set(member, error);
    }
    await this.#fetchNewLists();
    const open = this.#members.filter((member) => !this.#failures.has(member));
    try {
      await this.#liftHolds(open);
      const failed = await settle(
        open.filter((member) => this.#isUndone(member)),
        (members) => this.#attempt(members),
      );
      for (const [member, error] of failed) this.#failures.set(member, error);
    } catch (error) {
      // The machine's fault, or the engine stops: it is the error of all that this leaves undone.
      for (const member of open) if (this.#isUndone(member)) this.#failures.set(member, error);
    }
    await this.#setHolds();
    return this.#members.map((member) =>
      this.#failures.has(member)
        ? { status: 'rejected', reason: this.#failures.get(member) }
        : { status: 'fulfilled', value: undefined },
    );
  }

  async #lookAt(members: readonly Pkg[], signal: AbortSignal): Promise<void> {
    for (const one of await assess(members, this.#shared, signal)) this.#found.set(one.member, one);
  }

  /** Once, when something is not in those that are there. What is not in the new ones has failed. */
  async #fetchNewLists(): Promise<void> {
    const unavailable = this.#members.filter((member) => this.#isUnavailable(member));
    if (unavailable.length === 0) return;
    try {
      await this.#shared.refresh(transactionContext(unavailable, this.#signal, () => {}));
      await this.#lookAt(unavailable, this.#signal);
    } catch (error) {
      for (const member of unavailable) this.#failures.set(member, this.#withReason(member, error));
      return;
    }
    for (const member of unavailable) {
      const { decision, error } = this.#found.get(member)!;
      const problem = decision?.unavailable;
      if (problem) this.#failures.set(member, await this.#withSuggestion(problem, member));
      else if (!decision) this.#failures.set(member, error);
    }
  }

  /** What is missing, which the error of a fetch alone does not tell. */
  #withReason(member: Pkg, error: unknown): unknown {
    const problem = this.#found.get(member)!.decision?.unavailable;
    return problem && error instanceof Problem && !this.#signal.aborted
      ? listsNotFetched(problem, error)
      : error;
  }

  async #withSuggestion(problem: Problem, { params: { name } }: Pkg): Promise<Problem> {
    if (problem.code !== 'PACKAGE_UNKNOWN') return problem;
    // A hint alone is not worth a failure.
    const suggestion = this.#shared.manager.suggest?.(name, this.#signal).catch(() => undefined);
    return packageUnknown(name, await suggestion);
  }

  async #attempt(members: readonly Pkg[]): Promise<Attempt<Pkg>> {
    this.#signal.throwIfAborted();
    let output = '';
    let error: unknown;
    const context = transactionContext(members, this.#signal, (text) => {
      output = (output + text).slice(-keptOutput);
    });
    const transaction = transactionOf(
      members.map((member) => this.#found.get(member)!),
      (name) => this.#shared.manager.canonicalName(name),
      keptNames(members[0]!.ctx.services),
    );
    try {
      await this.#shared.manager.transact(transaction, context);
    } catch (reason) {
      error = reason;
    }
    try {
      await this.#lookAt(members, this.#killSignal);
    } catch (reason) {
      for (const { ctx } of members) ctx.output(output);
      throw error ?? reason;
    }
    const left = members.filter((member) => this.#isUndone(member));
    const hopeless = error instanceof MachineProblem || this.#signal.aborted;
    if (hopeless || members.length === 1) for (const { ctx } of left) ctx.output(output);
    if (hopeless && left.length > 0) throw error ?? this.#signal.reason;
    return { left, error: error ?? this.#notChanged(left[0]) };
  }

  #isUndone(member: Pkg): boolean {
    const { decision } = this.#found.get(member)!;
    return decision === undefined || decision.step !== undefined || this.#isUnavailable(member);
  }

  #isUnavailable(member: Pkg): boolean {
    return this.#found.get(member)!.decision?.unavailable !== undefined;
  }

  #notChanged(member: Pkg | undefined): unknown {
    if (!member) return undefined;
    const { status, error } = this.#found.get(member)!;
    return error ?? packageNotChanged(member.params.name, describe(status), member.params.state);
  }

  /** Those of ours that stand in the way, and those that are to go. */
  async #liftHolds(members: readonly Pkg[]): Promise<void> {
    const held = members.filter((member) => {
      const { hold } = member.params;
      return this.#found.get(member)!.status.held && (hold === false || (hold && this.#isUndone(member)));
    });
    await this.#hold(held, false, this.#signal);
  }

  /** Also of those that failed: they were held before. */
  async #setHolds(): Promise<void> {
    const managed = this.#members.filter(({ params }) => params.hold !== undefined);
    if (managed.length === 0) return;
    let reason: unknown;
    try {
      await this.#lookAt(managed, this.#killSignal);
      const free = managed.filter((member) => {
        const { held, condition } = this.#found.get(member)!.status;
        return member.params.hold && !held && condition === 'installed';
      });
      await this.#hold(free, true, this.#killSignal);
      await this.#lookAt(managed, this.#killSignal);
    } catch (error) {
      reason = error;
    }
    for (const member of managed) {
      const { held } = this.#found.get(member)!.status;
      if (this.#failures.has(member) || member.params.hold === held) continue;
      this.#failures.set(member, reason ?? holdNotChanged(member.params.name, held));
    }
  }

  async #hold(members: readonly Pkg[], held: boolean, signal: AbortSignal): Promise<void> {
    if (members.length === 0) return;
    const names = new Set(members.map(({ params }) => params.name));
    const context = transactionContext(members, signal, () => {});
    await this.#shared.manager.hold([...names], held, context);
  }
}
