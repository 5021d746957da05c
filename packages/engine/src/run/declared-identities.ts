import type { Declared, Logger, Watch } from '@homeostat/resource';
import type { Vertex } from '../compile/plan.ts';
import { messageOf } from '../errors.ts';

/** What the resources of the running graph are known by. Gathered when somebody asks. */
export class DeclaredIdentities implements Declared {
  readonly #known = new Map<string, ReadonlySet<string>>();
  readonly #listeners = new Map<string, Set<() => void>>();
  #vertices: () => Iterable<Vertex> = () => [];

  identities(type: string): ReadonlySet<string> {
    const present = this.#known.get(type);
    if (present) return present;
    const gathered = gather(type, this.#vertices());
    this.#known.set(type, gathered);
    return gathered;
  }

  watch(type: string, notify: () => void): Watch {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // So that there is something to compare the next graph with.
    this.identities(type);
    const listener = () => notify();
    listeners.add(listener);
    return { close: () => void listeners.delete(listener) };
  }

  /** These are the running graph from now on. */
  replace(vertices: () => Iterable<Vertex>, log: Logger): void {
    this.#vertices = vertices;
    for (const [type, before] of this.#known) {
      const now = gather(type, vertices());
      if (now.size === before.size && [...now].every((value) => before.has(value))) continue;
      this.#known.set(type, now);
      for (const listener of this.#listeners.get(type) ?? []) {
        try {
          listener();
        } catch (error) {
          log.error(`What listens to the declared identities of type "${type}" failed: ${messageOf(error)}`);
        }
      }
    }
  }
}

function gather(type: string, vertices: Iterable<Vertex>): ReadonlySet<string> {
  const values = new Set<string>();
  for (const { resource, params } of vertices) {
    try {
      for (const identity of resource.identities?.(params) ?? [])
        if (identity.type === type) values.add(identity.value);
    } catch {
      // The plan warns of a plugin that throws here.
    }
  }
  return values;
}
