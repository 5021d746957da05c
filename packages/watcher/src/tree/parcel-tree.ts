import { lstatSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Problem } from '@homeostat/resource';
import type { AsyncSubscription, Event } from '@parcel/watcher';
import { treeNotWatched, treeWatchUnavailable } from '../errors.ts';
import { Listeners } from '../listeners.ts';

/**
 * A directory with everything below it, as @parcel/watcher tells it.
 *
 * What is below a new directory is unknown to parcel (its issue 97), and so is a root that was made anew. Subscribing again
 * makes it walk the whole, and that is the remedy for both.
 */
export class ParcelTree {
  readonly listeners = new Listeners();
  readonly #root: string;
  readonly #warn: (problem: Problem) => void;
  #subscription: AsyncSubscription | undefined;
  #binding: Promise<void> | undefined;
  #outdated = false;
  #closed = false;

  constructor(root: string, warn: (problem: Problem) => void) {
    this.#root = root;
    this.#warn = warn;
  }

  /** Resolves when it is watched, without a second walk when it is already. */
  async arm(): Promise<void> {
    if (!this.#subscription) await this.bind();
  }

  /** Subscribes anew. Resolves when what is there now is watched, however many asked for it meanwhile. */
  bind(): Promise<void> {
    this.#outdated = true;
    this.#binding ??= this.#bindUntilFresh().finally(() => {
      this.#binding = undefined;
    });
    return this.#binding;
  }

  /** After the root or a directory below has come or gone: what happened before the new subscription is told, too. */
  rebind(): void {
    this.bind().then(
      () => this.#notify(),
      (error) => {
        this.#warn(error);
        this.#notify();
      },
    );
  }

  /** A tree that has lost its watch tries again. */
  sweep(): void {
    if (!this.#subscription) this.rebind();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.listeners.clear();
    await this.bind();
  }

  async #bindUntilFresh(): Promise<void> {
    while (this.#outdated) {
      this.#outdated = false;
      const before = this.#subscription;
      this.#subscription = undefined;
      await before?.unsubscribe();
      if (!this.#closed && (await isDirectory(this.#root))) this.#subscription = await this.#subscribe();
    }
  }

  async #subscribe(): Promise<AsyncSubscription | undefined> {
    const { subscribe } = await loadParcel();
    try {
      return await subscribe(await realpath(this.#root), (error, events) => this.#told(error, events));
    } catch (error) {
      // Gone between the two looks: its return is told by the watch on the root itself.
      if (!(await isDirectory(this.#root))) return undefined;
      throw treeNotWatched(this.#root, error);
    }
  }

  #told(error: Error | null, events: readonly Event[]): void {
    if (error) this.#warn(treeNotWatched(this.#root, error));
    if (error || events.some((event) => event.type === 'create' && leadsToDirectory(event.path)))
      this.rebind();
    this.#notify();
  }

  #notify(): void {
    this.listeners.notify(this.#root, this.#warn);
  }
}

/** A bundle finds it installed beside itself: it has a native part. */
function loadParcel(): typeof import('@parcel/watcher') {
  try {
    return createRequire(import.meta.url)('@parcel/watcher');
  } catch (error) {
    throw treeWatchUnavailable(error);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function leadsToDirectory(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
