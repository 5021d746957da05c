import type { Plan } from '../compile/plan.ts';
import type { Member, Phase } from './member.ts';
import { Unit } from './unit.ts';

/** How many units are started before promises may settle: a first pass over 100,000 would hold them all in memory. */
const sliceSize = 1000;

/**
 * How many members one batch takes; what is due beyond that waits for the next batch of its unit.
 *
 * Too small: packages of one transaction are torn apart, files are made durable more often. Too large: the results of all of
 * them are held at once, and nothing of them is told before the last.
 *
 * @source docs/measurements/files.md, the storm
 */
export const largestBatch = 10_000;

// One for all: most members of a large graph have no neighbours on one side or both.
const none: readonly never[] = [];

/** What the scheduler tells. */
export interface SchedulerEvents {
  /** Run these, all of one unit; each is given back by `finish`. */
  run(members: readonly Member[]): void;
  blocked(member: Member, by: Member): void;
  /** A notice came while the member ran, and was not answered by that run. */
  noticed(member: Member): void;
  /** A batch has given back what left the graph while it ran. */
  left(member: Member): void;
  /** Whether anything is due, running, or waiting for a retry is now another answer. */
  busy(): void;
}

/** What has left the graph and still runs, of one bucket. */
interface Leaving {
  running: number;
  /** Units of the running graph whose next batch comes after it. */
  readonly units: Set<Unit>;
}

/**
 * Decides who runs when. Knows no hook, no time and no promise: it counts.
 *
 * A unit runs for its due members as soon as none of them has a direct predecessor that is due or running. Members whose
 * predecessor has failed are left out and blocked until it recovers. Every transition costs the member's own edges.
 */
export class Scheduler {
  readonly #events: SchedulerEvents;
  readonly #batchSize: number;
  readonly #queue = new Set<Unit>();
  readonly #leaving = new Map<string, Leaving>();
  #draining = false;
  #busy = 0;
  #toldBusy = false;
  /** Once set, nothing new is run. */
  stopping = false;
  running = 0;

  /** @param atOnce how many members may run at once: no batch is larger. `undefined`: any number */
  constructor(events: SchedulerEvents, atOnce: number | undefined) {
    this.#events = events;
    this.#batchSize = Math.max(1, Math.min(largestBatch, atOnce ?? largestBatch));
  }

  get busy(): boolean {
    return this.#busy > 0;
  }

  /** Something may have happened to the member: look at it when its turn comes. */
  due(member: Member): void {
    if (member.retired) return;
    if (member.phase === 'running') member.noticed = true;
    else if (member.phase === 'idle' || member.phase === 'limited') this.#makeDue(member);
    // Otherwise it is due already, or will be looked at when its retry or its blocking predecessor lets it.
    this.#tellBusy();
  }

  /** It is busy until it is made due. Its successors do not wait for it. */
  limit(member: Member): void {
    this.#setPhase(member, 'limited');
    this.#tellBusy();
  }

  /** The wait for the next try is over. */
  wake(member: Member): void {
    if (member.phase === 'retrying') this.#makeDue(member);
  }

  /** A batch is done with the member. `touched`: it may be different now, whether or not it is in state. */
  finish(member: Member, phase: 'idle' | 'retrying', touched: boolean): void {
    this.#leaveBatch(member);
    if (member.retired) {
      this.#leave(member, touched);
      return;
    }
    const ok = member.state === 'ok';
    for (const { member: successor, notify } of member.successors) {
      if (touched && notify) successor.owedRefresh = 'asked';
      if (ok && successor.phase === 'blocked') this.#makeDue(successor);
      else if (ok && successor.owedRefresh !== 'none' && (notify || !heldUpBy(successor)))
        this.due(successor);
      // What it depends on is different now, so it may succeed.
      else if (ok && touched && successor.state === 'failed') this.due(successor);
    }
    this.#settle(member, phase);
    if (member.noticed && phase === 'idle') this.#events.noticed(member);
    this.#tellBusy();
    this.#drainSoon();
  }

  /** A batch gives the member back without having put it right: the engine is stopping, or the member left the graph. */
  putBack(member: Member): void {
    this.#leaveBatch(member);
    if (member.retired) this.#leave(member, false);
    else this.#settle(member, 'idle');
  }

  #leaveBatch(member: Member): void {
    member.batch = undefined;
    member.unit.running -= 1;
    this.running -= 1;
    if (!member.retired) this.#queue.add(member.unit);
  }

  /** It has come to its end outside the graph, where nothing but its listeners and its bucket knows of it. */
  #leave(member: Member, touched: boolean): void {
    this.#setPhase(member, 'idle');
    for (const { member: listener } of touched ? member.successors : none) {
      listener.owedRefresh = 'asked';
      this.due(listener);
    }
    const { bucket } = member.unit;
    const leaving = bucket === undefined ? undefined : this.#leaving.get(bucket);
    if (leaving) leaving.running -= 1;
    if (leaving?.running === 0) {
      this.#leaving.delete(bucket!);
      for (const unit of leaving.units) this.#queue.add(unit);
    }
    this.#events.left(member);
    this.#tellBusy();
    this.#drainSoon();
  }

  /**
   * Makes the plan the running graph. Members that stay keep their phase; new and blocked ones become due, but for those that take
   * the place of one in `leaving`.
   */
  relink(
    plan: Plan,
    members: ReadonlyMap<string, Member>,
    gone: readonly Member[],
    leaving: ReadonlyMap<string, Member>,
  ): void {
    this.#queue.clear();
    for (const member of gone) if (member.phase !== 'running') this.#setPhase(member, 'idle');
    this.#relinkLeaving(leaving, members);
    const memberOf = (vertex: { id: string }) => members.get(vertex.id)!;
    for (const vertices of plan.units) {
      const unit = new Unit(vertices[0]!);
      for (const vertex of vertices) {
        const member = memberOf(vertex);
        member.unit = unit;
        member.waitingFor = 0;
        const before = plan.graph.predecessors(vertex);
        const after = plan.graph.successors(vertex);
        member.predecessors = before.size === 0 ? none : Array.from(before.keys(), memberOf);
        member.successors =
          after.size === 0
            ? none
            : Array.from(after, ([to, { notify }]) => ({ member: memberOf(to), notify }));
      }
    }
    for (const member of members.values()) {
      if (member.unsettled) for (const successor of member.successors) successor.member.waitingFor += 1;
    }
    for (const member of members.values()) {
      if (member.phase === 'running') member.unit.running += 1;
      if (member.phase === 'due') this.#enterUnit(member);
    }
    for (const member of members.values()) {
      const isNew = member.phase === 'idle' && member.state === 'pending';
      // What it listened to may have left the graph before it was in state.
      const isOwed = member.phase === 'idle' && member.state === 'ok' && member.owedRefresh !== 'none';
      if (isNew && leaving.has(member.id)) this.#makeUnsettled(member, 'held');
      else if (isNew || member.phase === 'blocked' || (isOwed && !heldUpBy(member))) this.#makeDue(member);
    }
    this.#tellBusy();
    this.#drainSoon();
  }

  /** What still runs holds up its own bucket only, and asks for the refresh of what listened to it and is still there. */
  #relinkLeaving(leaving: ReadonlyMap<string, Member>, members: ReadonlyMap<string, Member>): void {
    this.#leaving.clear();
    for (const member of leaving.values()) {
      if (member.phase !== 'running') continue;
      member.successors = member.successors.flatMap(({ member: { id }, notify }) => {
        const listener = notify ? members.get(id) : undefined;
        return listener ? [{ member: listener, notify }] : [];
      });
      const { bucket } = member.unit;
      if (bucket === undefined) continue;
      const present = this.#leaving.get(bucket);
      if (present) present.running += 1;
      else this.#leaving.set(bucket, { running: 1, units: new Set() });
    }
  }

  /** What it takes the place of has come to its end. */
  admit(member: Member): void {
    if (member.phase !== 'held') return;
    this.#setPhase(member, 'due');
    this.#enterUnit(member);
    this.#drainSoon();
  }

  #makeDue(member: Member): void {
    this.#makeUnsettled(member, 'due');
    this.#enterUnit(member);
    this.#drainSoon();
  }

  #makeUnsettled(member: Member, phase: 'due' | 'held'): void {
    this.#setPhase(member, phase);
    for (const { member: successor } of member.successors) {
      successor.waitingFor += 1;
      if (successor.waitingFor === 1 && successor.phase === 'due') successor.unit.waiting += 1;
    }
  }

  #enterUnit(member: Member): void {
    member.unit.add(member);
    if (member.waitingFor > 0) member.unit.waiting += 1;
    this.#queue.add(member.unit);
  }

  /** From due or running to a phase that successors don't wait for. */
  #settle(member: Member, phase: 'idle' | 'retrying' | 'blocked'): void {
    const waited = member.unsettled;
    this.#setPhase(member, phase);
    if (!waited) return;
    for (const { member: successor } of member.successors) {
      successor.waitingFor -= 1;
      if (successor.waitingFor === 0 && successor.phase === 'due') {
        successor.unit.waiting -= 1;
        this.#queue.add(successor.unit);
      }
    }
  }

  #setPhase(member: Member, phase: Phase): void {
    const before = isBusy(member.phase);
    member.phase = phase;
    const after = isBusy(phase);
    if (before !== after) this.#busy += after ? 1 : -1;
  }

  /** Told at the end of each step: between two phases of one step nothing may seem to be at rest. */
  #tellBusy(): void {
    if (this.busy === this.#toldBusy) return;
    this.#toldBusy = this.busy;
    this.#events.busy();
  }

  #drainSoon(): void {
    if (this.#draining) return;
    this.#draining = true;
    queueMicrotask(() => {
      this.#draining = false;
      this.#drain();
    });
  }

  #drain(): void {
    if (this.stopping) return;
    let started = 0;
    // A set visits what is added while it is walked.
    for (const unit of this.#queue) {
      this.#queue.delete(unit);
      if (!unit.runnable) continue;
      const leaving = unit.bucket === undefined ? undefined : this.#leaving.get(unit.bucket);
      if (leaving) {
        leaving.units.add(unit);
        continue;
      }
      this.#start(unit);
      started += 1;
      if (started === sliceSize) {
        this.#drainSoon();
        break;
      }
    }
    this.#tellBusy();
  }

  #start(unit: Unit): void {
    const free: Member[] = [];
    for (const member of unit.take(this.#batchSize)) {
      const by = heldUpBy(member);
      if (by) {
        this.#settle(member, 'blocked');
        this.#events.blocked(member, by);
      } else {
        this.#setPhase(member, 'running');
        member.batch = free;
        member.noticed = false;
        free.push(member);
      }
    }
    unit.running += free.length;
    this.running += free.length;
    // More of it may be due than one batch takes, and no batch gives it back when all of them are blocked.
    if (unit.runnable) this.#queue.add(unit);
    if (free.length > 0) this.#events.run(free);
  }
}

function heldUpBy({ predecessors }: Member): Member | undefined {
  return predecessors.find(({ holdsUp }) => holdsUp);
}

function isBusy(phase: Phase): boolean {
  return phase !== 'idle' && phase !== 'blocked';
}
