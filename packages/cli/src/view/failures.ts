import type { EngineEvent } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';

/** Which resources are failed at this moment, and why. */
export class Failures {
  readonly #problems = new Map<string, Problem>();

  see(event: EngineEvent): void {
    if (event.type === 'failed') this.#problems.set(event.id, event.problem);
    else if (event.type === 'state' && event.state !== 'failed') this.#problems.delete(event.id);
  }

  /** Those that `declared` holds, in the order they failed. */
  among(declared: ReadonlySet<string>): [id: string, problem: Problem][] {
    return [...this.#problems].filter(([id]) => declared.has(id));
  }
}
