/** Gives small numbers to things, and takes them back. */
export class IdPool<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];

  add(item: T): number {
    const id = this.#free.pop() ?? this.#items.length;
    this.#items[id] = item;
    return id;
  }

  get(id: number): T | undefined {
    return this.#items[id];
  }

  delete(id: number): void {
    this.#items[id] = undefined;
    this.#free.push(id);
  }
}
