import { resolve } from 'node:path';
import type { Problem, Watch } from '@homeostat/resource';
import type { PathWatcher } from '../paths/path-watcher.ts';
import { Tree } from './tree.ts';

/** Watches directories with all that is below them. Watches of one root share one tree. */
export class TreeWatcher {
  readonly #trees = new Map<string, { tree: Tree; root: Watch }>();
  readonly #paths: PathWatcher;
  readonly #warn: (problem: Problem) => void;

  constructor(paths: PathWatcher, warn: (problem: Problem) => void) {
    this.#paths = paths;
    this.#warn = warn;
  }

  async watch(path: string, notify: () => void): Promise<Watch> {
    const root = resolve(path);
    const { tree } = this.#trees.get(root) ?? this.#plant(root);
    const remove = tree.listeners.add(notify);
    const close = async () => {
      remove();
      if (tree.listeners.size === 0) await this.#fell(root, tree);
    };
    try {
      await tree.arm();
      return { close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  sweep(): void {
    for (const { tree } of this.#trees.values()) tree.sweep();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#trees].map(([root, { tree }]) => this.#fell(root, tree)));
  }

  #plant(root: string): { tree: Tree; root: Watch } {
    const tree = new Tree(root, this.#warn);
    const planted = { tree, root: this.#paths.watch(root, () => tree.rebind()) };
    this.#trees.set(root, planted);
    return planted;
  }

  async #fell(root: string, tree: Tree): Promise<void> {
    const planted = this.#trees.get(root);
    if (planted?.tree !== tree) return;
    this.#trees.delete(root);
    await planted.root.close();
    await tree.close();
  }
}
