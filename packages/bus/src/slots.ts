interface Waiter {
  start(): void;
}

/** So many at once; the others wait in order. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<Waiter>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs the task once a slot is free. When the signal aborts before, the task is left out. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#release();
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    let giveUp = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        const waiter = { start: resolve };
        this.#waiting.add(waiter);
        giveUp = () => {
          if (this.#waiting.delete(waiter)) reject(signal?.reason);
        };
        signal?.addEventListener('abort', giveUp);
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Hands the slot to who waits longest. */
  #release(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next.start();
  }
}
