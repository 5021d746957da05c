import {
  type Change,
  type Clock,
  type Logger,
  type Progress,
  type Services,
  STATE_STORE,
} from '@homeostat/resource';
import type { Edge, Plan, Vertex } from '../compile/plan.ts';
import { engineFailed } from '../errors.ts';
import type { EngineEvent, ResourceState, Summary } from '../events.ts';
import { BatchRunner, type Outcome } from './batch-runner.ts';
import type { Surroundings } from './context.ts';
import { Convergence } from './convergence.ts';
import type { DeclaredIdentities } from './declared-identities.ts';
import type { EventHub } from './event-hub.ts';
import { HookCalls } from './hook-calls.ts';
import { Member } from './member.ts';
import { MemberHooks } from './member-hooks.ts';
import { Notices } from './notices.ts';
import { OwedRefreshes } from './owed-refreshes.ts';
import { problemOf } from './problem-of.ts';
import { Scheduler } from './scheduler.ts';
import { Semaphores } from './semaphores.ts';
import { Watches } from './watches.ts';

export interface RunnerParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly services: Services;
  readonly events: EventHub;
  readonly declared: DeclaredIdentities;
  readonly noop: boolean;
  readonly sema: number | undefined;
  readonly watch: boolean;
}

/** Runs plans: one live member for each resource, from change-over to change-over. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #calls: HookCalls;
  readonly #scheduler: Scheduler;
  readonly #notices: Notices;
  readonly #watches: Watches;
  readonly #batches: BatchRunner;
  readonly #convergence: Convergence;
  readonly #owed: OwedRefreshes;
  readonly #startedAt: number;
  #members: ReadonlyMap<string, Member> = new Map();
  /** How many of the running graph are so now. */
  readonly #unsound = { failed: 0, blocked: 0 };
  /** By id, what has left the graph and still runs, or whose watch is closing: what takes its place waits for it. */
  readonly #leaving = new Map<string, Member>();
  /** Whether a graph has ever taken over. */
  #begun = false;
  /** How many are asked for and not done. */
  #changeOvers = 0;
  #stopRungs = 0;
  #whenStill: (() => void) | undefined;
  #stopped: Promise<void> | undefined;

  constructor(parts: RunnerParts) {
    const { clock, services, log } = parts;
    this.#parts = parts;
    this.#startedAt = clock.now();
    this.#calls = new HookCalls(clock);
    const surroundings: Surroundings = {
      services,
      killSignal: this.#calls.killSignal,
      progress: (member, progress) => this.#progress(member, progress),
    };
    this.#convergence = new Convergence(clock);
    this.#owed = new OwedRefreshes(services.get(STATE_STORE), log);
    this.#scheduler = new Scheduler(
      {
        run: (members) => void this.#run(members),
        blocked: (member, by) => this.#blocked(member, by),
        noticed: (member) => this.#notices.notice(member),
        left: (member) => this.#left(member),
        busy: () => this.#tellConvergence(),
      },
      parts.sema,
    );
    this.#notices = new Notices(this.#scheduler, clock);
    this.#watches = new Watches({
      surroundings,
      clock,
      log,
      notice: (member) => this.#notices.notice(member),
      warn: (member, problem) => this.#emit({ type: 'warning', id: member.id, problem }),
    });
    const globalSema = parts.sema === undefined ? [] : [`:${parts.sema}`];
    this.#batches = new BatchRunner({
      clock,
      hooks: new MemberHooks(this.#calls, surroundings),
      semaphores: new Semaphores(),
      owed: this.#owed,
      watches: parts.watch ? this.#watches : undefined,
      isStopping: () => this.#stopRungs > 0,
      isNoop: (member) => this.#isNoop(member),
      semaphoresOf: (member) => [...globalSema, ...member.vertex.meta.sema],
      state: (member, state) => this.#state(member, state),
      wouldRefresh: (member) => this.#emit({ type: 'would-refresh', id: member.id }),
      done: (member, outcome) => this.#done(member, outcome),
    });
  }

  /**
   * Makes the plan the running one, once it is there and may. Resolves when it is, or when the runner is stopping. Until then
   * nothing counts as converged.
   */
  async changeOver(planned: Promise<Plan>): Promise<Plan> {
    this.#changeOvers += 1;
    this.#tellConvergence();
    try {
      const plan = await planned;
      await this.#changeTo(plan);
      return plan;
    } finally {
      this.#changeOvers -= 1;
      this.#tellConvergence();
    }
  }

  async #changeTo(plan: Plan): Promise<void> {
    const old = this.#members;
    const next = new Map<string, Member>();
    const listening: Member[] = [];
    let kept = 0;
    for (const vertex of plan.graph.vertices) {
      const present = old.get(vertex.id);
      if (present?.isDeclaredBy(vertex)) {
        present.vertex = vertex;
        kept += 1;
        next.set(vertex.id, present);
        continue;
      }
      const member = new Member(vertex);
      next.set(vertex.id, member);
      // What runs, or waits for what does, knows better than its note whether it is owed a refresh, and hands that on.
      const knows = present?.phase === 'running' || present?.phase === 'held';
      if (!knows && isListening(plan.graph.predecessors(vertex))) listening.push(member);
    }
    await Promise.all(listening.map((member) => this.#owed.recall(member)));
    if (this.#stopRungs > 0) return;
    // From here to the end nothing is waited for: there is no moment in which a resource belongs to no graph.
    this.#begun = true;
    const gone = [...old.values()].filter((member) => next.get(member.id) !== member);
    for (const { state } of gone) this.#count(state, -1);
    this.#members = next;
    const replaced = gone.filter((member) => next.has(member.id)).length;
    this.#emit({
      type: 'graph',
      members: plan.graph.vertexCount,
      edges: plan.graph.edgeCount,
      units: plan.units.length,
      added: next.size - kept - replaced,
      replaced,
      removed: gone.length - replaced,
      kept,
      warnings: plan.warnings,
    });
    const running = gone.filter((member) => member.phase === 'running');
    if (running.length > 0) this.#emit({ type: 'leaving', ids: running.map(({ id }) => id) });
    for (const member of gone) this.#retire(member);
    for (const member of running) this.#leaving.set(member.id, member);
    for (const member of gone) if (member.phase !== 'running') this.#left(member);
    this.#scheduler.relink(plan, next, gone, this.#leaving);
    // Notices of it find the new graph, of which nothing has begun yet.
    this.#parts.declared.replace(() => Array.from(next.values(), ({ vertex }) => vertex), this.#parts.log);
    // What listens to them since now was not noted when they began.
    await this.#owed.note([...next.values()].filter(({ phase, touched }) => phase === 'running' && touched));
  }

  converged(seconds: number): Promise<void> {
    return this.#convergence.wait(seconds);
  }

  summary(): Summary {
    const counts = { ok: 0, pending: 0, failed: 0, blocked: 0, changed: 0, wouldChange: 0 };
    for (const member of this.#members.values()) {
      const { state } = member;
      counts[state === 'checking' || state === 'applying' ? 'pending' : state] += 1;
      if (member.changed) counts.changed += 1;
      if (member.wouldChange && state === 'ok') counts.wouldChange += 1;
    }
    return { total: this.#members.size, ...counts, ms: this.#parts.clock.now() - this.#startedAt };
  }

  stop(): Promise<void> {
    this.#stopRungs += 1;
    if (this.#stopRungs === 2) {
      this.#calls.abort();
      this.#watches.abort();
    }
    if (this.#stopRungs === 3) this.#calls.kill();
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#scheduler.stopping = true;
    this.#calls.stop();
    this.#watches.stop();
    if (this.#scheduler.running > 0) {
      await new Promise<void>((resolve) => {
        this.#whenStill = resolve;
      });
    }
    for (const member of this.#members.values()) {
      this.#retire(member);
      void this.#watches.disarm(member);
    }
    await this.#watches.closed();
  }

  #retire(member: Member): void {
    member.retired = true;
    member.cancelRetry?.();
    member.cancelNotice?.();
    member.cancelRecheck?.();
  }

  /** It is not in the graph any more and does not run. */
  #left(member: Member): void {
    const { id } = member;
    const before = this.#leaving.get(id);
    if (before && before !== member) {
      // It never had its turn. What it was to take the place of hands on what both are owed.
      if (member.owedRefresh !== 'none') before.owedRefresh = 'asked';
      return;
    }
    if (!this.#members.has(id)) this.#emit({ type: 'removed', id });
    const closing = this.#watches.disarm(member);
    if (!closing) this.#makeWay(member);
    else {
      this.#leaving.set(id, member);
      void closing.then(() => this.#makeWay(member));
    }
  }

  #makeWay(member: Member): void {
    this.#leaving.delete(member.id);
    const successor = this.#members.get(member.id);
    if (!successor) return;
    if (member.owedRefresh !== 'none') successor.owedRefresh = 'asked';
    this.#scheduler.admit(successor);
  }

  async #run(members: readonly Member[]): Promise<void> {
    try {
      await this.#runBatch(members);
    } catch (error) {
      // A bug of ours, or of a part that was put in: it costs the members that were in it, and nothing else.
      const failed: Outcome = { type: 'failed', error: engineFailed(error), applied: [], ms: 0 };
      for (const member of members) if (member.batch === members) this.#done(member, failed);
    }
  }

  async #runBatch(members: readonly Member[]): Promise<void> {
    const active = members.filter((member) => !member.vertex.meta.hidden);
    for (const member of members) if (member.vertex.meta.hidden) this.#done(member, { type: 'in-state' });
    for (const member of active) {
      // This run answers it.
      member.cancelNotice?.();
      member.cancelNotice = undefined;
      member.cancelRecheck?.();
      member.output = '';
      member.progress = undefined;
      member.touched = false;
      member.wouldTouch = false;
    }
    if (active.length > 0) await this.#batches.run(active);
  }

  #done(member: Member, outcome: Outcome): void {
    member.wouldChange = outcome.type === 'would-change';
    member.driftedAgain = outcome.type === 'drifted-again';
    if (outcome.type === 'failed') this.#failed(member, outcome);
    else if (outcome.type === 'drifted-again' || outcome.type === 'not-begun') {
      this.#state(member, 'pending');
      if (outcome.type === 'not-begun') this.#scheduler.putBack(member);
      else {
        this.#tellChanged(member, outcome.applied, [], outcome.ms);
        this.#scheduler.finish(member, 'retrying', member.touched);
        this.#scheduler.wake(member);
      }
    } else {
      this.#tell(member, outcome);
      member.retriesLeft = member.vertex.meta.retry;
      member.failures = 0;
      this.#state(member, 'ok');
      if (member.wouldTouch) this.#wouldNotify(member);
      this.#scheduler.finish(member, 'idle', member.touched);
    }
    // It is told, and may be long.
    member.output = '';
    if (this.#scheduler.running === 0) this.#whenStill?.();
  }

  /** What listens to it and may only be looked at as well tells that it would be refreshed. */
  #wouldNotify(member: Member): void {
    for (const { member: successor, notify } of member.successors)
      if (notify && this.#isNoop(successor)) successor.owedRefresh = 'asked';
  }

  #isNoop(member: Member): boolean {
    return this.#parts.noop || member.vertex.meta.noop;
  }

  #failed(member: Member, outcome: Extract<Outcome, { type: 'failed' }>): void {
    const { id, output } = member;
    const { delay } = member.vertex.meta;
    const problem = problemOf(outcome.error);
    // A service can't be looked at before its package is there.
    const by = this.#isNoop(member) && member.predecessors.find(({ wouldChange }) => wouldChange);
    if (by) {
      member.wouldChange = true;
      this.#emit({ type: 'unclear', id, by: by.id, problem });
      this.#state(member, 'ok');
      this.#scheduler.finish(member, 'idle', false);
      return;
    }
    // What was put right before the refresh failed stays so.
    if (outcome.applied.length > 0) this.#tellChanged(member, outcome.applied, [], outcome.ms);
    const mayRetry = this.#parts.watch && this.#stopRungs === 0 && !member.retired;
    if (mayRetry && member.retriesLeft !== 0) {
      if (member.retriesLeft > 0) member.retriesLeft -= 1;
      this.#state(member, 'pending');
      this.#emit({ type: 'retrying', id, problem, output, delayMs: delay, left: member.retriesLeft });
      this.#scheduler.finish(member, 'retrying', member.touched);
      member.cancelRetry = this.#parts.clock.schedule(delay, () => this.#scheduler.wake(member));
    } else {
      member.failedAt = this.#parts.clock.now();
      this.#state(member, 'failed');
      this.#emit({ type: 'failed', id, problem, output });
      this.#scheduler.finish(member, 'idle', member.touched);
      if (this.#parts.watch && this.#stopRungs === 0 && !member.retired) this.#notices.recheck(member);
    }
  }

  #tell(member: Member, outcome: Extract<Outcome, { type: 'in-state' | 'would-change' | 'changed' }>): void {
    const { id, output } = member;
    if (outcome.type === 'changed') {
      this.#tellChanged(member, outcome.applied, outcome.refreshed, outcome.ms);
    } else if (outcome.type === 'would-change') {
      this.#emit({ type: 'would-change', id, changes: outcome.changes.map(visible) });
    } else if (output !== '') {
      this.#emit({ type: 'output', id, output });
    }
  }

  #tellChanged(member: Member, applied: readonly Change[], refreshed: readonly Change[], ms: number): void {
    const { id, output } = member;
    member.changed = true;
    if (applied.length > 0) this.#emit({ type: 'changed', id, changes: applied.map(visible), ms, output });
    // What was printed is told once.
    const rest = applied.length > 0 ? '' : output;
    if (refreshed.length > 0) {
      this.#emit({ type: 'refreshed', id, changes: refreshed.map(visible), ms, output: rest });
    }
  }

  #blocked(member: Member, by: Member): void {
    this.#state(member, 'blocked');
    this.#emit({ type: 'blocked', id: member.id, by: by.id });
  }

  #state(member: Member, state: ResourceState): void {
    if (member.state === state) return;
    const counts = isUnsound(member.state) || isUnsound(state);
    if (counts && this.#members.get(member.id) === member) {
      this.#count(member.state, -1);
      this.#count(state, 1);
    }
    member.state = state;
    this.#emit({ type: 'state', id: member.id, state });
  }

  #count(state: ResourceState, by: number): void {
    if (isUnsound(state)) this.#unsound[state] += by;
  }

  /** Told when a person would see a difference. What a hook says after its apply is of no interest any more. */
  #progress(member: Member, { step, percent }: Progress): void {
    if (member.state !== 'applying') return;
    const told = percent === undefined ? undefined : Math.round(Math.min(100, Math.max(0, percent)));
    const text = `${step} ${told}`;
    if (member.progress === text) return;
    member.progress = text;
    this.#emit({ type: 'progress', id: member.id, step, ...(told !== undefined && { percent: told }) });
  }

  #tellConvergence(): void {
    const converged = this.#begun && !this.#scheduler.busy && this.#changeOvers === 0;
    if (this.#stopRungs > 0 || this.#convergence.converged === converged) return;
    this.#convergence.set(converged);
    this.#emit(converged ? { type: 'converged', ...this.#unsound } : { type: 'unconverged' });
  }

  #emit(event: EngineEvent): void {
    this.#parts.events.emit(event);
  }
}

function isUnsound(state: ResourceState): state is 'failed' | 'blocked' {
  return state === 'failed' || state === 'blocked';
}

function isListening(predecessors: ReadonlyMap<Vertex, Edge>): boolean {
  for (const { notify } of predecessors.values()) if (notify) return true;
  return false;
}

/** A change as others may see it. */
function visible(change: Change): Change {
  return change.secret ? { property: change.property, secret: true } : change;
}
