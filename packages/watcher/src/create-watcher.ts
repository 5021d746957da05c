import { isAbsolute } from 'node:path';
import { type Clock, formatProblem, type Problem, systemClock, type Watcher } from '@homeostat/resource';
import { pathNotAbsolute } from './errors.ts';
import { MountTable } from './mounts/mount-table.ts';
import { PathWatcher } from './paths/path-watcher.ts';
import type { EventCounts } from './rungs/directory-source.ts';
import { type Footing, footings } from './rungs/footings.ts';
import { Ladder } from './rungs/ladder.ts';
import { type NativePart, native } from './rungs/native.ts';
import { type WatchDirectory, watchDirectory } from './rungs/watch-directory.ts';
import { startPoll } from './start-poll.ts';
import { startSweep } from './sweep.ts';
import { TreeWatcher } from './tree/tree-watcher.ts';

export interface WatcherOptions {
  /**
   * How often every watched path is looked at for what the kernel did not tell: a store to mapped memory, a write through
   * another name of the file, a directory that could not be watched. 0: never. Default: 5 minutes, or 30 seconds where
   * there is no fanotify.
   *
   * @unit milliseconds
   */
  readonly sweepMs?: number;
  /**
   * How often paths on file systems that tell nothing are looked at, such as network mounts. 0: never.
   *
   * @unit milliseconds
   */
  readonly pollMs?: number;
  /** Told once for each cause what can't be watched. Default: a warning of the Node process. */
  readonly onWarning?: (problem: Problem) => void;
  /** When to sweep and to poll. Default: the system's. */
  readonly clock?: Clock;
  /** The part that speaks to fanotify; `null`: none. Default: the one for this machine, if there is one. */
  readonly native?: NativePart | null;
  /**
   * How many directories of a file system are marked one by one. Beyond that the file system is marked as a whole, if the
   * kernel allows it. Each open, write and close of anybody there then costs about a microsecond more.
   */
  readonly mostInodeMarks?: number;
  /** Whether the kernel may queue events without a limit, where it allows that. Default: yes. */
  readonly unlimitedQueue?: boolean;
  /** Where events come from when fanotify is not to be had. Default: inotify, by `fs.watch`. */
  readonly watchDirectory?: WatchDirectory;
}

/** A watcher that can tell how it watches. */
export interface ReportingWatcher extends Watcher {
  /** How the paths that are watched now are watched, for each file system and rung. */
  footings(): readonly Footing[];
  /** How many events fanotify has told. What this process wrote itself is counted apart, and told like everything else. */
  stats(): EventCounts;
  close(): Promise<void>;
}

/** A few dozen. */
const defaultMostInodeMarks = 32;

/** Makes a watcher for any number of paths. Watched paths do not keep the process alive; trees watched by @parcel/watcher do. */
export function createWatcher(options: WatcherOptions = {}): ReportingWatcher {
  const warn = once(options.onWarning ?? ((problem) => process.emitWarning(formatProblem(problem))));
  const clock = options.clock ?? systemClock;
  const nativePart = options.native === undefined ? native : (options.native ?? undefined);
  const mounts = new MountTable();
  let ladder!: Ladder;
  const paths = new PathWatcher(
    (hearer) => {
      ladder = new Ladder(
        {
          native: nativePart,
          unlimited: options.unlimitedQueue ?? true,
          mostInodeMarks: options.mostInodeMarks ?? defaultMostInodeMarks,
          watchDirectory: options.watchDirectory ?? watchDirectory,
        },
        hearer,
      );
      return ladder;
    },
    mounts,
    warn,
  );
  const trees = new TreeWatcher(paths, ladder, warn);
  const mountsChanged = () => paths.mountsChanged();
  const stopMounts = nativePart ? watchMounts(nativePart, mountsChanged) : () => {};
  const stopSweep = startSweep(clock, options.sweepMs ?? sweepMs(ladder), () => {
    // Where nobody tells of mounts, this finds them.
    if (!nativePart) mountsChanged();
    trees.sweep();
    return paths.sweep();
  });
  const stopPoll = startPoll(clock, options.pollMs ?? 10_000, () => void paths.poll());

  return {
    watch(path, notify, { scope = 'self' } = {}) {
      if (!isAbsolute(path)) throw pathNotAbsolute(path);
      if (scope === 'tree') return trees.watch(path, notify);
      return scope === 'entries' ? paths.watchEntries(path, notify) : paths.watch(path, notify);
    },
    footings: () => footings(paths.directories, ladder),
    stats: () => ladder.counts,
    async close() {
      stopMounts();
      stopSweep();
      stopPoll();
      await trees.close();
      paths.close();
    },
  };
}

function watchMounts(nativePart: NativePart, changed: () => void): () => void {
  const stop = nativePart.watchMounts(changed);
  // The loop begins to poll in its next turn, and the kernel does not tell what was mounted until then.
  const begun = setImmediate(changed).unref();
  return () => {
    clearImmediate(begun);
    stop();
  };
}

/** What fanotify does not tell is rare. `fs.watch` loses what its queue could not hold, and says nothing. */
function sweepMs({ hasFanotify }: Ladder): number {
  return hasFanotify ? 300_000 : 30_000;
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
