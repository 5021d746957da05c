import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Watcher } from '@homeostat/resource';

/** Against a hang; well above the slowest storm on a busy machine. */
const deadlineMs = 15_000;

/** Counts notices and waits for them. */
export class Notices {
  count = 0;
  readonly #waiting = new Set<() => void>();

  readonly notify = (): void => {
    this.count += 1;
    for (const look of [...this.#waiting]) look();
  };

  /** Resolves with the first notice after which there are more than `count`. */
  beyond(count: number): Promise<void> {
    return this.until(() => this.count > count);
  }

  /** Resolves with the first notice, from now on, at which it holds. */
  until(holds: () => boolean): Promise<void> {
    const place = new Error('No notice came');
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiting.delete(look);
        reject(place);
      }, deadlineMs);
      const look = () => {
        if (!holds()) return;
        clearTimeout(deadline);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}

/** Resolves when all that happened before has been told: events keep their order, and this makes a last one. */
export async function drain(watcher: Watcher): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'homeostat-drain-'));
  const last = new Notices();
  const watch = await watcher.watch(join(directory, 'last'), last.notify);
  const told = last.beyond(0);
  await writeFile(join(directory, 'last'), '');
  await told;
  await watch.close();
  await rm(directory, { recursive: true });
}
