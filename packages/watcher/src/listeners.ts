import type { Problem } from '@homeostat/resource';
import { notifyFailed } from './errors.ts';

/** Who is told of one path. One that throws disturbs no other; one that was taken out is called no more. */
export class Listeners {
  readonly #all = new Set<{ notify: () => void }>();

  get size(): number {
    return this.#all.size;
  }

  /** Returns what takes it out again; the same function may be added more than once. */
  add(notify: () => void): () => boolean {
    const listener = { notify };
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  clear(): void {
    this.#all.clear();
  }

  notify(path: string, warn: (problem: Problem) => void): void {
    for (const listener of [...this.#all]) {
      try {
        if (this.#all.has(listener)) listener.notify();
      } catch (error) {
        warn(notifyFailed(path, error));
      }
    }
  }
}
