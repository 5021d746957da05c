import type { Entry } from './entry.ts';

/** The watched entries of one directory, which need not be there. */
export class Directory {
  readonly entries = new Map<string, Entry>();
  /** The running watch; none when the directory is missing or can't be watched. */
  armed: { close(): void } | undefined;
  readonly path: string;
  /** The entry that leads here; the root has none. */
  readonly link: Entry | undefined;

  constructor(path: string, link: Entry | undefined) {
    this.path = path;
    this.link = link;
  }
}
