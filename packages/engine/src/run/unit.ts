import type { Member } from './member.ts';

/** An execution batch: its due members are run together, once none of them waits for a predecessor. */
export class Unit {
  readonly #concurrent: boolean;
  due: Member[] = [];
  /** How many of the due members wait for a predecessor. */
  waiting = 0;
  running = 0;

  /** @param concurrent whether a batch may begin while another one runs */
  constructor(concurrent: boolean) {
    this.#concurrent = concurrent;
  }

  get runnable(): boolean {
    return this.due.length > 0 && this.waiting === 0 && (this.running === 0 || this.#concurrent);
  }
}
