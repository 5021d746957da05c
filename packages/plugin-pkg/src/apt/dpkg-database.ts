import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DpkgEntry } from './dpkg-entry.ts';
import { statusUnreadable } from './errors.ts';
import { readIfAny } from './read-if-any.ts';
import { Stanzas } from './stanzas.ts';

/** What dpkg has written down, read without a process. Read again only when dpkg has written again. */
export class DpkgDatabase {
  readonly #directory: string;
  #status: { readonly stamp: string; readonly entries: Stanzas } | undefined;

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

  #entries(): Stanzas {
    const path = join(this.#directory, 'status');
    // dpkg never writes it in place, but renames a new one over it.
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    const stamp = `${ino} ${mtimeNs} ${size}`;
    if (this.#status?.stamp !== stamp)
      this.#status = { stamp, entries: new Stanzas(readFileSync(path, 'latin1')) };
    return this.#status.entries;
  }

  /** What a dpkg that is at work, or was interrupted, has changed since. */
  #journal(): Stanzas[] {
    const directory = join(this.#directory, 'updates');
    const files = readdirSync(directory).filter((name) => /^\d+$/.test(name));
    // Each is put into the status file and removed at any time.
    return files.sort().map((name) => new Stanzas(readIfAny(join(directory, name), 'latin1') ?? ''));
  }
}

/** All packages, as of one moment. */
export class DpkgSnapshot {
  readonly #entries: Stanzas;
  readonly #journal: readonly Stanzas[];
  readonly #native: string | undefined;

  constructor(entries: Stanzas, journal: readonly Stanzas[]) {
    this.#entries = entries;
    this.#journal = journal;
    // The machine's architecture is that of its dpkg.
    this.#native = entries.of('dpkg')[0]?.architecture;
  }

  /** @param name with an architecture (`libc6:i386`), or without: then of the machine's own, or of none */
  find(name: string): DpkgEntry | undefined {
    const [base = '', architecture = this.#native] = this.plain(name).split(':');
    const isMeant = (entry: DpkgEntry) =>
      entry.architecture === architecture || entry.architecture === 'all' || entry.architecture === '';
    return this.#of(base).filter(isMeant).sort(thereFirst)[0];
  }

  /** Without the architecture, where that is the machine's own, or all, which to apt is the same: as apt names it. */
  plain(name: string): string {
    const [base, architecture] = name.split(':');
    return architecture === 'all' || architecture === this.#native ? base! : name;
  }

  /** With its architecture: as apt notes it. */
  qualified(name: string): string {
    const plain = this.plain(name);
    return plain.includes(':') ? plain : `${plain}:${this.#native}`;
  }

  #of(name: string): DpkgEntry[] {
    const all = [this.#entries, ...this.#journal].flatMap((stanzas) => stanzas.of(name));
    // The latest of each architecture.
    return [...new Map(all.map((entry) => [entry.architecture, entry])).values()];
  }
}

/** A package that was of one architecture and is now of all leaves an entry behind. */
function thereFirst(a: DpkgEntry, b: DpkgEntry): number {
  return Number(a.state === 'not-installed') - Number(b.state === 'not-installed');
}
