import type { EngineEvent, EngineListener, Summary } from '@homeostat/engine';
import type { Observed } from '../view/view.ts';

/** What a view sees of an engine, with events told by hand. */
export class ToldEngine implements Observed {
  readonly #listeners = new Set<EngineListener>();
  #summary: Summary = aSummary();

  on(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  summary(): Summary {
    return this.#summary;
  }

  tell(event: EngineEvent, summary: Summary = this.#summary): void {
    this.#summary = summary;
    for (const listener of this.#listeners) listener(event);
  }
}

export function aSummary(parts: Partial<Summary> = {}): Summary {
  return { total: 0, ok: 0, pending: 0, failed: 0, blocked: 0, changed: 0, wouldChange: 0, ms: 0, ...parts };
}
