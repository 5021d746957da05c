import { DECLARED, type Declared, type Member, type Services, type Watch } from '@homeostat/resource';
import type { LineParams } from './line/line-params.ts';
import type { FileParams } from './params.ts';

/** A resource that keeps a path, or lines of the file there. */
export interface Keeper {
  readonly id: string;
  readonly params: FileParams | LineParams;
  /** Has it looked at again. */
  notify(): void;
}

const none: readonly Keeper[] = [];

/** Who keeps each path of an engine's graph: what is watched, in the order in which that began. */
export class Keepers {
  readonly #byPath = new Map<string, Keeper[]>();
  /** Of all who keep a path, by their ids. */
  readonly #ids = new Set<string>();

  static readonly #known = new WeakMap<Declared, Keepers>();

  static of(services: Services): Keepers {
    const engine = services.get(DECLARED);
    const keepers = Keepers.#known.get(engine) ?? new Keepers();
    Keepers.#known.set(engine, keepers);
    return keepers;
  }

  /** @param path without a trailing slash */
  at(path: string): readonly Keeper[] {
    return this.#byPath.get(path) ?? none;
  }

  /** Has these keep their paths for a moment, too, if nothing watches them. Returns what ends that. */
  joinUnwatched<P extends Keeper['params']>(
    members: readonly Member<P>[],
    pathOf: (params: P) => string,
  ): () => void {
    const joined: (() => void)[] = [];
    for (const { params, ctx } of members) {
      if (!this.#ids.has(ctx.id))
        joined.push(this.#join(pathOf(params), { id: ctx.id, params, notify() {} }));
    }
    return () => {
      for (const leave of joined) leave();
    };
  }

  /** Arms a watch, with which a resource keeps its path. When that ends, whoever it contradicted is told. */
  watch(path: string, keeper: Keeper, arm: () => Watch | Promise<Watch>): Watch | Promise<Watch> {
    const leave = this.#join(path, keeper);
    const closing = (armed: Watch): Watch => ({
      close: () => {
        leave();
        for (const other of this.at(path)) other.notify();
        return armed.close();
      },
    });
    try {
      const armed = arm();
      if (!(armed instanceof Promise)) return closing(armed);
      return armed.then(closing, (error) => {
        leave();
        throw error;
      });
    } catch (error) {
      leave();
      throw error;
    }
  }

  #join(path: string, keeper: Keeper): () => void {
    this.#ids.add(keeper.id);
    const all = this.#byPath.get(path);
    if (all) all.push(keeper);
    else this.#byPath.set(path, [keeper]);
    return () => {
      this.#ids.delete(keeper.id);
      const left = this.at(path).filter((other) => other !== keeper);
      if (left.length > 0) this.#byPath.set(path, left);
      else this.#byPath.delete(path);
    };
  }
}
