import type { Clock } from '@homeostat/resource';

/** Tells who waits for it that nothing has been busy for so long. */
export class Convergence {
  readonly #clock: Clock;
  readonly #waiting = new Set<{
    readonly seconds: number;
    readonly resolve: () => void;
    cancel?: () => void;
  }>();
  #converged = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get converged(): boolean {
    return this.#converged;
  }

  /** Resolves when it has been converged for `seconds` without a break, counted from the call or later. */
  wait(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add({ seconds, resolve });
      if (this.#converged) this.#begin();
    });
  }

  set(converged: boolean): void {
    this.#converged = converged;
    if (converged) this.#begin();
    else this.#breakOff();
  }

  #begin(): void {
    for (const waiter of this.#waiting) {
      const done = () => {
        this.#waiting.delete(waiter);
        waiter.resolve();
      };
      if (waiter.seconds === 0) done();
      else waiter.cancel ??= this.#clock.schedule(waiter.seconds * 1000, done);
    }
  }

  #breakOff(): void {
    for (const waiter of this.#waiting) {
      waiter.cancel?.();
      delete waiter.cancel;
    }
  }
}
