import { createRequire } from 'node:module';
import type { EventCounts } from './directory-source.ts';

/**
 * One fanotify group of the native part (`native/src/group.h`). Directories and names have ids that the caller chooses; names
 * belong to a directory's id and stay when it is bound to another inode.
 *
 * Errors have the `code` of the system call. `EXDEV` from `bind`: this file system needs a group of its own.
 */
export interface NativeGroup {
  /** From now on tells of what is at `path`. `wide`: of every name in it. */
  bind(directory: number, path: string, wide: boolean): void;
  unbind(directory: number, path: string): void;
  addName(directory: number, name: string, id: number): void;
  /** Returns its id. */
  removeName(directory: number, name: string): number;
  /** How its file system is marked; an errno: directory by directory, since a mark on the whole was refused. */
  markOf(directory: number): 'filesystem' | 'inode' | (string & {});
  /** After an unmount, which takes marks away without a word: `bind` marks anew. */
  renewMarks(): void;
  stats(): EventCounts;
  close(): void;
}

/**
 * What one wake-up found. `pairs` are an id and flags: `replaced` (something else is at the name now, or nothing), `within` (the
 * id is that of a wide directory, in which something happened), `named` (that was a directory, whose name is the next in
 * `names`). `overflow`: events were lost. `failure`: it was the last call.
 */
export type OnBatch = (pairs: Uint32Array, names: string[], overflow: boolean, failure?: Error) => void;

export const flags = { replaced: 1, within: 2, named: 4 };

export interface GroupOptions {
  /** Without the kernel's limit of queued events, where it allows that. */
  readonly unlimited: boolean;
  /** How many directories of a file system are marked one by one before the whole is. */
  readonly mostInodeMarks: number;
}

export interface NativePart {
  readonly Group: new (onBatch: OnBatch, options: GroupOptions) => NativeGroup;
  /** See `look` of `paths/look.ts`. */
  look(path: string): number;
  /** Calls back when something was mounted or unmounted. Returns what ends it. */
  watchMounts(changed: () => void): () => void;
}

/** By the package's name, so that it is found from a bundle, too. None: there is no binary for this machine. */
function loadNative(): NativePart | undefined {
  try {
    return createRequire(import.meta.url)('@homeostat/watcher/native');
  } catch {
    return undefined;
  }
}

export const native = loadNative();
