import { resolve } from 'node:path';
import type { Problem, Watch } from '@homeostat/resource';
import type { PathWatcher } from '../paths/path-watcher.ts';
import type { Ladder } from '../rungs/ladder.ts';
import { DirectoryTree } from './directory-tree.ts';
import { ParcelTree } from './parcel-tree.ts';

type Planted =
  | { readonly tree: DirectoryTree; readonly root?: undefined }
  | { readonly tree: ParcelTree; readonly root: Watch };

/**
 * Watches directories with all that is below them. Watches of one root share one tree: of the directories in it where fanotify
 * hears them, else @parcel/watcher's.
 */
export class TreeWatcher {
  readonly #trees = new Map<string, Planted>();
  readonly #paths: PathWatcher;
  readonly #ladder: Ladder;
  readonly #warn: (problem: Problem) => void;

  constructor(paths: PathWatcher, ladder: Ladder, warn: (problem: Problem) => void) {
    this.#paths = paths;
    this.#ladder = ladder;
    this.#warn = warn;
  }

  watch(path: string, notify: () => void): Watch | Promise<Watch> {
    const root = resolve(path);
    const planted = this.#trees.get(root) ?? this.#plant(root);
    const remove = planted.tree.listeners.add(notify);
    const watch: Watch = {
      close: () => {
        remove();
        return planted.tree.listeners.size === 0 ? this.#fell(root, planted) : undefined;
      },
    };
    if (planted.tree instanceof DirectoryTree) return watch;
    return planted.tree.arm().then(
      () => watch,
      async (error) => {
        await watch.close();
        throw error;
      },
    );
  }

  sweep(): void {
    for (const { tree } of this.#trees.values()) if (tree instanceof ParcelTree) tree.sweep();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#trees].map(([root, planted]) => this.#fell(root, planted)));
  }

  #plant(root: string): Planted {
    const planted = this.#ladder.hasFanotify
      ? { tree: new DirectoryTree(root, this.#paths, this.#warn) }
      : this.#plantParcel(root);
    this.#trees.set(root, planted);
    return planted;
  }

  #plantParcel(root: string): Planted {
    const tree = new ParcelTree(root, this.#warn);
    return { tree, root: this.#paths.watch(root, () => tree.rebind()) };
  }

  async #fell(root: string, planted: Planted): Promise<void> {
    if (this.#trees.get(root) !== planted) return;
    this.#trees.delete(root);
    await planted.root?.close();
    await planted.tree.close();
  }
}
