import { isAbsolute } from 'node:path';
import { type Clock, formatProblem, type Problem, type Watcher } from '@homeostat/resource';
import { pathNotAbsolute } from './errors.ts';
import { PathWatcher } from './paths/path-watcher.ts';
import { type WatchDirectory, watchDirectory } from './paths/watch-directory.ts';
import { startSweep } from './sweep.ts';
import { systemClock } from './system-clock.ts';
import { TreeWatcher } from './tree/tree-watcher.ts';

export interface WatcherOptions {
  /**
   * How often every watched path is looked at for what the kernel did not tell: a queue that ran over, a file system
   * without events, a directory that could not be watched. 0: never.
   *
   * @unit milliseconds
   */
  readonly sweepMs?: number;
  /** Told once for each cause what can't be watched. Default: a warning of the Node process. */
  readonly onWarning?: (problem: Problem) => void;
  /** When to sweep. Default: the system's. */
  readonly clock?: Clock;
  /** Where events come from. Default: inotify, by `fs.watch`. */
  readonly watchDirectory?: WatchDirectory;
}

/** Makes a watcher for any number of paths. Watched paths do not keep the process alive; watched trees do. */
export function createWatcher(options: WatcherOptions = {}): Watcher & { close(): Promise<void> } {
  const warn = once(options.onWarning ?? ((problem) => process.emitWarning(formatProblem(problem))));
  const paths = new PathWatcher(options.watchDirectory ?? watchDirectory, warn);
  const trees = new TreeWatcher(paths, warn);
  const sweepMs = options.sweepMs ?? 30_000;
  const round = () => {
    trees.sweep();
    return paths.sweep();
  };
  const stopSweep = sweepMs > 0 ? startSweep(options.clock ?? systemClock, sweepMs, round) : () => {};

  return {
    async watch(path, notify, { scope = 'self' } = {}) {
      if (!isAbsolute(path)) throw pathNotAbsolute(path);
      return scope === 'self' ? paths.watch(path, notify) : trees.watch(path, notify);
    },
    async close() {
      stopSweep();
      await trees.close();
      paths.close();
    },
  };
}

/** Arming is tried again with each sweep, and a limit is met once for each directory: neither is news. */
function once(warn: (problem: Problem) => void): (problem: Problem) => void {
  const warned = new Set<string>();
  return (problem) => {
    const subject = problem.code === 'WATCH_LIMIT' ? problem.code : problem.message;
    if (warned.has(subject)) return;
    warned.add(subject);
    warn(problem);
  };
}
