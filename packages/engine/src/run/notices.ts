import type { Clock } from '@homeostat/resource';
import type { Member } from './member.ts';
import { RateLimit } from './rate-limit.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * How long a failed resource rests before a notice makes it try again.
 *
 * Too small: one whose own failing attempt is what its watch tells of (a half-written download) runs without a pause.
 * Too large: what an administrator has mended stays failed that much longer.
 *
 * @unit milliseconds
 */
export const restAfterFailureMs = 1000;

/**
 * How long a failed resource waits at first before it is tried again although nothing tells of it: the disk that was full, the
 * user or the program that was missing are not what its watch looks at. Each further failure doubles it.
 *
 * Too small: what can't succeed keeps the machine busy. Too large: what has mended itself stays failed that much longer.
 *
 * @unit milliseconds
 */
export const firstRecheckMs = 60_000;
/** The most that it grows to. @unit milliseconds */
export const lastRecheckMs = 600_000;

/** Turns "something may have happened" into "due", at once or as soon as limits allow. Notices are merged, never lost. */
export class Notices {
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;

  constructor(scheduler: Scheduler, clock: Clock) {
    this.#scheduler = scheduler;
    this.#clock = clock;
  }

  notice(member: Member): void {
    if (member.retired || member.cancelNotice) return;
    if (member.phase === 'running') this.#scheduler.due(member);
    if (member.phase !== 'idle') return;
    const failed = member.state === 'failed';
    const limit = failed ? undefined : this.#limitOf(member);
    const wait = failed ? member.failedAt + restAfterFailureMs - this.#clock.now() : (limit?.wait() ?? 0);
    const answer = () => {
      // Not before: a run for another reason may answer the notice while it waits.
      limit?.take();
      this.#scheduler.due(member);
    };
    if (wait <= 0) {
      answer();
      return;
    }
    // A failed one counts as converged while it rests; one that is merely limited does not.
    if (!failed) this.#scheduler.limit(member);
    member.cancelNotice = this.#clock.schedule(wait, () => {
      member.cancelNotice = undefined;
      answer();
    });
  }

  /** Has a failed member tried again in a while. Until then the graph counts as converged. */
  recheck(member: Member): void {
    const wait = Math.min(firstRecheckMs * 2 ** member.failures, lastRecheckMs);
    member.failures += 1;
    member.cancelRecheck = this.#clock.schedule(wait, () => this.#scheduler.due(member));
  }

  #limitOf(member: Member): RateLimit | undefined {
    const { limit, burst } = member.vertex.meta;
    if (limit !== undefined) member.rateLimit ??= new RateLimit(limit, burst, this.#clock);
    return member.rateLimit;
  }
}
