import { setImmediate } from 'node:timers/promises';
import { sliceMs } from '../in-slices.ts';

/** For work of unknown length: gives others their turn when it has had its own. */
export class Turns {
  #end = performance.now() + sliceMs;

  async rest(): Promise<void> {
    if (performance.now() < this.#end) return;
    await setImmediate();
    this.#end = performance.now() + sliceMs;
  }
}
