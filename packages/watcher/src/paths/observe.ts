import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What one look at a path finds. */
export interface Observation {
  /** Differs from that of another look when what is at the path has changed. */
  readonly fingerprint: string;
  /** Where it leads, when it is a link. */
  readonly target?: string;
}

export function observe(path: string): Observation {
  try {
    const stats = lstatSync(path);
    const fingerprint = fingerprintOf(stats);
    if (!stats.isSymbolicLink()) return { fingerprint };
    return { fingerprint, target: resolve(realpathSync(dirname(path)), readlinkSync(path)) };
  } catch (error) {
    // Missing and unreadable are states like any other.
    return { fingerprint: String((error as NodeJS.ErrnoException).code) };
  }
}

function fingerprintOf(stats: Stats): string {
  const { dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs, birthtimeMs } = stats;
  // Size and times of a directory change with each foreign file in it; its birth tells it from a new one of the same inode.
  const rest = stats.isDirectory() ? [birthtimeMs] : [size, mtimeMs, ctimeMs];
  return [dev, ino, mode, uid, gid, ...rest].join();
}
