import type { Vertex } from '../compile/plan.ts';
import type { Member } from './member.ts';

/** An execution batch: its due members are run together, once none of them waits for a predecessor. */
export class Unit {
  readonly #concurrent: boolean;
  /** Where one batch of it comes after the other. */
  readonly bucket: string | undefined;
  #due: Member[] = [];
  /** How many of them are taken already: to move the rest each time would be quadratic for small batches. */
  #taken = 0;
  /** How many of the due members wait for a predecessor. */
  waiting = 0;
  running = 0;

  constructor({ bucket, resource }: Vertex) {
    this.#concurrent = resource.groupable?.concurrent === true;
    this.bucket = this.#concurrent ? undefined : bucket;
  }

  add(member: Member): void {
    this.#due.push(member);
  }

  /** Takes so many of the due members, those that have waited longest. */
  take(count: number): readonly Member[] {
    const batch = this.#due.slice(this.#taken, this.#taken + count);
    this.#taken += batch.length;
    if (2 * this.#taken > this.#due.length) {
      this.#due = this.#due.slice(this.#taken);
      this.#taken = 0;
    }
    return batch;
  }

  get runnable(): boolean {
    return this.#due.length > this.#taken && this.waiting === 0 && (this.running === 0 || this.#concurrent);
  }
}
