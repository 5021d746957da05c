import type { Logger } from '@homeostat/resource';
import { messageOf } from '../errors.ts';
import type { EngineEvent, EngineListener } from '../events.ts';

export class EventHub {
  readonly #listeners = new Set<EngineListener>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  on(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(event: EngineEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error(`A listener failed at the event "${event.type}": ${messageOf(error)}`);
      }
    }
  }
}
