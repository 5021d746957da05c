import type { StateStore } from '@homeostat/resource';

/** Remembers for as long as the process lives. */
export class MemoryStateStore implements StateStore {
  readonly #values = new Map<string, unknown>();

  async get(id: string): Promise<unknown> {
    return this.#values.get(id);
  }

  async set(id: string, value: unknown): Promise<void> {
    this.#values.set(id, value);
  }

  async delete(id: string): Promise<void> {
    this.#values.delete(id);
  }
}
