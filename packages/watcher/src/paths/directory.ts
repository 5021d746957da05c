import type { Mount } from '../mounts/mount-table.ts';
import type { DirectoryWatch } from '../rungs/directory-source.ts';
import type { Entry } from './entry.ts';
import { type Look, neverLooked } from './look.ts';

/** Who is told of everything that happens in a directory. */
export interface Wide {
  /** Something happened in it. @param name of what may be a directory that came or went */
  within(name: string | undefined): void;
  /** Another directory may be here now, or the same after a time in which nothing was told. */
  renewed(): void;
}

/** The watched entries of one directory, which need not be there. */
export class Directory {
  readonly entries = new Map<string, Entry>();
  /** Who is told of the rest of what is in it. Replaced and never changed, so that it can be walked meanwhile. */
  wide: readonly Wide[] | undefined;
  /** The running watch; none when the directory is missing or can't be watched. */
  watch: DirectoryWatch | undefined;
  /** The file system it is on. */
  mount: Mount;
  /** All that was seen in it last, when it is wide. */
  listing: Look = neverLooked;
  readonly path: string;
  /** The entry that leads here; the root has none. */
  readonly link: Entry | undefined;

  constructor(path: string, link: Entry | undefined, mount: Mount) {
    this.path = path;
    this.link = link;
    this.mount = mount;
  }

  /** Whether there are changes in it that nobody tells, so that it is looked at often. */
  get polled(): boolean {
    return this.mount.remote || this.mount.byKernel;
  }

  /** Whether anything in it is watched. */
  get needed(): boolean {
    return this.entries.size > 0 || this.wide !== undefined;
  }
}
