import { Semaphore } from 'async-mutex';

/**
 * The named semaphores of one engine. The text after the last colon is the size: `disk:2` lets two in at once, `disk` one.
 * `disk` and `disk:1` are different semaphores.
 */
export class Semaphores {
  readonly #byId = new Map<string, Semaphore>();

  /**
   * Takes each of them for so many at once, in the order of their ids so that no two holders wait for each other. Returns what gives
   * them back.
   */
  async acquire(ids: Iterable<string>, count: number): Promise<() => void> {
    const releases: (() => void)[] = [];
    for (const id of [...new Set(ids)].sort()) {
      const [, release] = await this.#semaphore(id).acquire(Math.min(count, sizeOf(id)));
      releases.push(release);
    }
    return () => {
      for (const release of releases) release();
    };
  }

  #semaphore(id: string): Semaphore {
    let semaphore = this.#byId.get(id);
    if (!semaphore) {
      semaphore = new Semaphore(sizeOf(id));
      this.#byId.set(id, semaphore);
    }
    return semaphore;
  }
}

function sizeOf(id: string): number {
  return Number(/:([1-9]\d*)$/.exec(id)?.[1] ?? 1);
}
