import type { StateStore } from '@homeostat/resource';

/** Keeps values as a file would: as JSON text, so that what is no JSON value does not survive. */
export class KeptStateStore implements StateStore {
  readonly texts = new Map<string, string>();

  async get(id: string): Promise<unknown> {
    const text = this.texts.get(id);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async set(id: string, value: unknown): Promise<void> {
    this.texts.set(id, JSON.stringify(value));
  }

  async delete(id: string): Promise<void> {
    this.texts.delete(id);
  }
}
