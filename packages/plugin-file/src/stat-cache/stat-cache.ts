import type { Stats } from 'node:fs';
import { LOGGER, type Services, STATE_STORE, type StateStore } from '@homeostat/resource';

/** Its key in the state store, which no resource can have. */
const key = 'stat cache of file';

/**
 * How much earlier than its reading a file must have been changed for what was read to be remembered: a change right after
 * the reading, within one tick of the file system's clock, would leave the same times. Whole seconds, and 10 ms
 * where there are fractions (a kernel of 100 ticks a second), twice over.
 *
 * @unit milliseconds
 */
const tickMs = { coarse: 2000, fine: 20 };

/** So many new entries are worth a write, and so large a part of all: a write takes as long as there are entries. */
const worthAWrite = { entries: 100, part: 0.2 };

/**
 * Remembers, over restarts too, what content a file had when it had these times, size and inode, so that a file that was
 * not touched since is not read again. Its values are sha256 sums.
 *
 * Mode and owner say nothing about content, and changing them renews the ctime anyway.
 */
export class StatCache {
  readonly #store: StateStore;
  /** What was read from the store and not asked for since. */
  #former: Map<string, string>;
  readonly #entries = new Map<string, string>();
  #unsaved = 0;

  static readonly #opened = new WeakMap<StateStore, Promise<StatCache>>();

  /** The one of the engine's state store, read at the first call. One that can't be read is begun anew. */
  static of(services: Services): Promise<StatCache> {
    const store = services.get(STATE_STORE);
    const present = StatCache.#opened.get(store);
    if (present) return present;
    const opened = store.get(key).then(
      (value) => new StatCache(store, entriesIn(value)),
      () => new StatCache(store, new Map()),
    );
    StatCache.#opened.set(store, opened);
    return opened;
  }

  private constructor(store: StateStore, former: Map<string, string>) {
    this.#store = store;
    this.#former = former;
  }

  /** The sum of what the file with these stats holds; `undefined`: unknown. */
  sumOf(path: string, found: Stats): string | undefined {
    let entry = this.#entries.get(path);
    if (entry === undefined) {
      entry = this.#former.get(path);
      if (entry === undefined) return undefined;
      this.#former.delete(path);
      this.#entries.set(path, entry);
    }
    const known = `${identity(found)} `;
    return entry.startsWith(known) ? entry.slice(known.length) : undefined;
  }

  /** @param found as it was before the content was read, which was after `readAt` */
  remember(path: string, found: Stats, readAt: number, sum: string): void {
    const { ctimeMs, mtimeMs } = found;
    const tick = ctimeMs % 1000 === 0 ? tickMs.coarse : tickMs.fine;
    if (Math.max(ctimeMs, mtimeMs) >= readAt - tick) return;
    this.#entries.set(path, `${identity(found)} ${sum}`);
    this.#unsaved += 1;
  }

  /** Saves what would be a loss if the process ended without a word. */
  async saveMany(services: Services): Promise<void> {
    const all = this.#former.size + this.#entries.size;
    if (this.#unsaved >= Math.max(worthAWrite.entries, all * worthAWrite.part))
      await this.#save([...this.#former, ...this.#entries], services);
  }

  /** Saves all, and forgets what nobody asked for: files that are no longer declared. */
  async saveAll(services: Services): Promise<void> {
    if (this.#unsaved > 0 || this.#former.size > 0) await this.#save([...this.#entries], services);
    this.#former = new Map();
  }

  async #save(entries: [string, string][], services: Services): Promise<void> {
    this.#unsaved = 0;
    try {
      await this.#store.set(key, entries.flat());
    } catch (error) {
      services
        .get(LOGGER)
        .warn(`What files hold will be read again at the next start: ${(error as Error).message}`);
    }
  }
}

function identity({ ctimeMs, mtimeMs, size, ino, dev }: Stats): string {
  return `${ctimeMs} ${mtimeMs} ${size} ${ino} ${dev}`;
}

/** Paths and entries in turn. */
function entriesIn(value: unknown): Map<string, string> {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) return new Map();
  const entries = new Map<string, string>();
  for (let index = 0; index < value.length; index += 2) entries.set(value[index], value[index + 1] ?? '');
  return entries;
}
