import type { Clock } from '@homeostat/resource';

/** Time that jumps to whatever is waited for. */
export class SkippingClock implements Clock {
  #now = 0;
  /** How long each wait was. */
  readonly waits: number[] = [];
  /** How many were called off. */
  calledOff = 0;
  /** Called once a wait has begun, before it ends. */
  onWait = () => {};

  now(): number {
    return this.#now;
  }

  schedule(ms: number, callback: () => void): () => void {
    this.waits.push(ms);
    this.#now += ms;
    queueMicrotask(this.onWait);
    const pending = setImmediate(callback);
    return () => {
      this.calledOff += 1;
      clearImmediate(pending);
    };
  }
}
