import { EventEmitter, once } from 'node:events';

/** What a listener was told, to be waited for. */
export class Told<T> {
  readonly all: T[] = [];
  readonly #arrivals = new EventEmitter();

  readonly tell = (news: T): void => {
    this.all.push(news);
    this.#arrivals.emit('news');
  };

  /** Resolves once so many have come. */
  async reaches(count: number): Promise<readonly T[]> {
    while (this.all.length < count) await once(this.#arrivals, 'news');
    return this.all;
  }
}
