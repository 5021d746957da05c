import type { EngineEvent } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';

/** Which resources are failed at this moment, and why. */
export class Failures {
  readonly #problems = new Map<string, Problem>();

  see(event: EngineEvent): void {
    if (event.type === 'failed') this.#problems.set(event.id, event.problem);
    else if (event.type === 'state' && event.state !== 'failed') this.#problems.delete(event.id);
    else if (event.type === 'removed') this.#problems.delete(event.id);
  }

  /** In the order they failed. */
  all(): [id: string, problem: Problem][] {
    return [...this.#problems];
  }
}
