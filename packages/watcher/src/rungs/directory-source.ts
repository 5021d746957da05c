import type { Directory } from '../paths/directory.ts';
import type { Entry } from '../paths/entry.ts';

/** The ways to hear of changes, the best first. */
export type RungName = 'filesystem-mark' | 'inode-marks' | 'fs-watch' | 'poll';

/** One way to hear of what happens in directories. */
export interface DirectorySource {
  /** Tells of the directory's entries from now on. Throws the error of the system call when it can't. */
  watch(directory: Directory): DirectoryWatch;
  /** Something was mounted or unmounted. The directories concerned are renewed next. */
  mountsChanged(): void;
  close(): void;
}

/** A directory that is being watched. */
export interface DirectoryWatch {
  readonly rung: RungName;
  /** The errno by which the kernel refused to mark the whole file system. */
  readonly wholeRefused?: string | undefined;
  /** Watches what is at the path now, and as widely as is wanted now. Throws when it can't; what was watched before may go on. */
  renew(): void;
  add(entry: Entry): void;
  remove(entry: Entry): void;
  close(): void;
}

/** What a source has heard since it began. */
export interface EventCounts {
  /** Everything that the kernel told. */
  readonly events: number;
  /** Those of watched names and directories. */
  readonly matched: number;
  /** Those that this process caused. */
  readonly own: number;
}

/** Who is told by a source. */
export interface Hearer {
  hear(tell: (turn: Turn) => void): void;
  /** Events were lost: everything may have changed. */
  doubt(): void;
  /** A source tells nothing any more and has closed itself. */
  lost(cause: unknown): void;
  /** This directory is not watched any more. */
  directoryLost(directory: Directory, cause: unknown): void;
}

/** Everything that a source has to tell at once. */
export interface Turn {
  /** @param replaced something else may be there now */
  entry(entry: Entry, replaced: boolean): void;
  /** Something happened in a wide directory. @param name given when it may be a directory that came or went */
  within(directory: Directory, name: string | undefined): void;
}
