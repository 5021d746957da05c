import type { Problem } from '@homeostat/resource';
import { listenerFailed } from './errors.ts';

/** Whom to tell. One that throws disturbs no other; one that was taken out is told no more. */
export class Listeners<T> {
  readonly #all = new Set<{ readonly tell: (news: T) => void }>();
  readonly #to: string;
  readonly #warn: (problem: Problem) => void;

  /** @param to what they listen to, for the warning about one that throws */
  constructor(to: string, warn: (problem: Problem) => void) {
    this.#to = to;
    this.#warn = warn;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Returns what takes it out again: true the first time. */
  add(tell: (news: T) => void): () => boolean {
    const listener = { tell };
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(news: T): void {
    for (const listener of [...this.#all]) {
      try {
        if (this.#all.has(listener)) listener.tell(news);
      } catch (error) {
        this.#warn(listenerFailed(this.#to, error));
      }
    }
  }
}
