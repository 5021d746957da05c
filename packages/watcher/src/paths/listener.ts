import type { Watch } from '@homeostat/resource';
import type { Entry } from './entry.ts';

/** Somebody who is told of one entry. */
export class Listener implements Watch {
  readonly notify: () => void;
  readonly entry: Entry;
  readonly #release: (listener: Listener) => void;
  closed = false;

  constructor(entry: Entry, notify: () => void, release: (listener: Listener) => void) {
    this.entry = entry;
    this.notify = notify;
    this.#release = release;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#release(this);
  }
}
