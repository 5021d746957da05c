import type { Vertex } from '../compile/plan.ts';
import type { Member } from './member.ts';

/** An execution batch: its due members are run together, once none of them waits for a predecessor. */
export class Unit {
  readonly #concurrent: boolean;
  /** Where one batch of it comes after the other. */
  readonly bucket: string | undefined;
  due: Member[] = [];
  /** How many of the due members wait for a predecessor. */
  waiting = 0;
  running = 0;

  constructor({ bucket, resource }: Vertex) {
    this.#concurrent = resource.groupable?.concurrent === true;
    this.bucket = this.#concurrent ? undefined : bucket;
  }

  get runnable(): boolean {
    return this.due.length > 0 && this.waiting === 0 && (this.running === 0 || this.#concurrent);
  }
}
