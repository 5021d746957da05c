import { isDeepStrictEqual } from 'node:util';
import type { Watch } from '@homeostat/resource';
import type { Vertex } from '../compile/plan.ts';
import type { ResourceState } from '../events.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Unit } from './unit.ts';

/**
 * Where a member stands with the scheduler.
 *
 * `idle`: nothing to do. `due`: to be looked at when its turn comes. `running`: a batch has it. `retrying`: waits for its
 * next try. `limited`: due once its rate limit allows. `blocked`: due, but held up by a predecessor that failed; only that
 * one's recovery frees it. `held`: due once what it takes the place of has come to its end.
 */
export type Phase = 'idle' | 'due' | 'running' | 'retrying' | 'limited' | 'blocked' | 'held';

/**
 * Whether a resource it listens to has changed and its refresh has not run since. `asked`: its check has not begun since either, and
 * may have missed what the refresh is about, so another check comes first. `checked`: one has.
 */
export type OwedRefresh = 'none' | 'asked' | 'checked';

export interface Successor {
  readonly member: Member;
  readonly notify: boolean;
}

/** The one live object of a resource, from the graph that brings it to the graph that changes or drops it. */
export class Member {
  vertex: Vertex;
  state: ResourceState = 'pending';
  phase: Phase = 'idle';

  /** Its place in the running graph; set at each change-over. */
  unit!: Unit;
  predecessors: readonly Member[] = [];
  successors: readonly Successor[] = [];
  /** How many direct predecessors are due or running. */
  waitingFor = 0;

  /** Those it runs with, while it runs. */
  batch: readonly Member[] | undefined;
  /** Something may have happened since its batch began. */
  noticed = false;
  /** In its last run something was applied, in part at least, or its refresh did something. */
  touched = false;
  /** In its last run it was changed by somebody else between its apply and the check after it, or so it seems. */
  driftedAgain = false;
  owedRefresh: OwedRefresh = 'none';
  retriesLeft: number;
  failedAt = 0;
  /** How often in a row it has failed for good. */
  failures = 0;
  /** Put right by the engine at least once. */
  changed = false;
  /** What the last check found and noop kept from being applied. */
  wouldChange = false;
  /** In its last run noop kept it from being changed or refreshed. */
  wouldTouch = false;
  /** What its hooks printed in this run. */
  output = '';
  /** What it last said of how far it has come, in this run. */
  progress: string | undefined;

  armed: Watch | undefined;
  watchWarned = false;
  rateLimit: RateLimit | undefined;
  cancelRetry: (() => void) | undefined;
  cancelPoll: (() => void) | undefined;
  cancelNotice: (() => void) | undefined;
  cancelRecheck: (() => void) | undefined;
  /** Left the graph: it is not started again. What runs comes to its end by itself. */
  retired = false;

  constructor(vertex: Vertex) {
    this.vertex = vertex;
    this.retriesLeft = vertex.meta.retry;
  }

  get id(): string {
    return this.vertex.id;
  }

  /** Whether a new graph declares it as it runs now. */
  isDeclaredBy(vertex: Vertex): boolean {
    return (
      vertex.resource === this.vertex.resource &&
      isDeepStrictEqual(vertex.params, this.vertex.params) &&
      isDeepStrictEqual(vertex.meta, this.vertex.meta)
    );
  }

  /** Whether its successors have to wait for it. */
  get unsettled(): boolean {
    return this.phase === 'due' || this.phase === 'running' || this.phase === 'held';
  }

  /** Whether its successors are blocked by it. */
  get holdsUp(): boolean {
    return this.state === 'failed' || this.phase === 'retrying' || this.phase === 'blocked';
  }
}
