/** Counts the calls of one watch. */
export class Notices {
  count = 0;
  readonly #waiting: (() => void)[] = [];

  readonly notify = (): void => {
    this.count += 1;
    for (const resolve of this.#waiting.splice(0)) resolve();
  };

  /** Resolves at the next notice after this call. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
