import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DpkgEntry, parseEntries } from './dpkg-entry.ts';
import { statusUnreadable } from './errors.ts';

/** What dpkg has written down, read without a process. Read again only when dpkg has written again. */
export class DpkgDatabase {
  readonly #directory: string;
  #status:
    | { readonly stamp: string; readonly entries: ReadonlyMap<string, readonly DpkgEntry[]> }
    | undefined;

  /** @param directory `/var/lib/dpkg` */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** As of now. */
  read(): DpkgSnapshot {
    try {
      return new DpkgSnapshot(this.#entries(), this.#journal());
    } catch (error) {
      throw statusUnreadable(this.#directory, error as NodeJS.ErrnoException);
    }
  }

  #entries(): ReadonlyMap<string, readonly DpkgEntry[]> {
    const path = join(this.#directory, 'status');
    // dpkg never writes it in place, but renames a new one over it.
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    const stamp = `${ino} ${mtimeNs} ${size}`;
    if (this.#status?.stamp !== stamp)
      this.#status = { stamp, entries: byName(parseEntries(readFileSync(path, 'latin1'))) };
    return this.#status.entries;
  }

  /** What a dpkg that is at work, or was interrupted, has changed since. */
  #journal(): DpkgEntry[] {
    const directory = join(this.#directory, 'updates');
    const files = readdirSync(directory).filter((name) => /^\d+$/.test(name));
    return files.sort().flatMap((name) => parseEntries(readIfAny(join(directory, name))));
  }
}

/** It is put into the status file and removed at any time. */
function readIfAny(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** All packages, as of one moment. */
export class DpkgSnapshot {
  readonly #entries: ReadonlyMap<string, readonly DpkgEntry[]>;
  readonly #journal: ReadonlyMap<string, readonly DpkgEntry[]>;
  readonly #native: string | undefined;

  constructor(entries: ReadonlyMap<string, readonly DpkgEntry[]>, journal: readonly DpkgEntry[]) {
    this.#entries = entries;
    this.#journal = byName(journal);
    // The machine's architecture is that of its dpkg.
    this.#native = entries.get('dpkg')?.[0]?.architecture;
  }

  /** @param name with an architecture (`libc6:i386`), or without: then of the machine's own, or of none */
  find(name: string): DpkgEntry | undefined {
    const [base = '', architecture = this.#native] = name.split(':');
    const isMeant = (entry: DpkgEntry) =>
      entry.architecture === architecture || entry.architecture === 'all' || entry.architecture === '';
    return this.#of(base).filter(isMeant).sort(thereFirst)[0];
  }

  /** Without the architecture, where that is the machine's own: as apt names it. */
  plain(name: string): string {
    const [base, architecture] = name.split(':');
    return architecture !== undefined && architecture === this.#native ? base! : name;
  }

  #of(name: string): readonly DpkgEntry[] {
    const newer = this.#journal.get(name);
    const older = this.#entries.get(name) ?? [];
    if (!newer) return older;
    const latest = new Map([...older, ...newer].map((entry) => [entry.architecture, entry]));
    return [...latest.values()];
  }
}

/** A package that was of one architecture and is now of all leaves an entry behind. */
function thereFirst(a: DpkgEntry, b: DpkgEntry): number {
  return Number(a.state === 'not-installed') - Number(b.state === 'not-installed');
}

function byName(entries: readonly DpkgEntry[]): Map<string, DpkgEntry[]> {
  const map = new Map<string, DpkgEntry[]>();
  for (const entry of entries) {
    const others = map.get(entry.name);
    if (others) others.push(entry);
    else map.set(entry.name, [entry]);
  }
  return map;
}
