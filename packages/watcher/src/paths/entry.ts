import { basename, dirname } from 'node:path';
import { Listeners } from '../listeners.ts';
import type { Directory } from './directory.ts';

/** A path that is watched, or that a watched path leads through. There may be nothing at it. */
export class Entry {
  /** Called when what is here may have changed. */
  readonly listeners = new Listeners();
  /** The watched links that lead here. */
  readonly followers = new Set<Entry>();
  /** The watched entries behind this one, when it is a directory, leads to one or is to become one. */
  inside: Directory | undefined;
  /** Where it leads, when it is a link. */
  target: Entry | undefined;
  /** What was seen here last. */
  fingerprint = '';
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The path of the directory it is in. The root is an entry of itself, without a name. */
  get parent(): string {
    return dirname(this.path);
  }

  get name(): string {
    return basename(this.path);
  }

  /** Whether nobody needs it. Links that lead in a circle need each other, and stay until the watcher is closed. */
  get idle(): boolean {
    return this.listeners.size === 0 && this.followers.size === 0 && this.inside === undefined;
  }
}
