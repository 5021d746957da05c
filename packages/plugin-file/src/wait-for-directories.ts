import { existsSync } from 'node:fs';
import { CLOCK, pause, type Services, WATCHER } from '@homeostat/resource';

/**
 * How long a file waits for the directory that it goes into, which was taken away and is being made again by its own resource.
 *
 * Too small: a busy machine has the file fail, and tells so, for nothing. Too large: what really fails is told that much later.
 *
 * @unit milliseconds
 */
const longestMs = 1000;

/** Resolves when all are there, or have had their time. */
export async function waitForDirectories(
  paths: Iterable<string>,
  services: Services,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(Array.from(paths, (path) => waitForDirectory(path, services, signal)));
}

async function waitForDirectory(path: string, services: Services, signal: AbortSignal): Promise<void> {
  let look!: () => void;
  const there = new Promise<void>((resolve) => {
    look = () => {
      if (existsSync(path)) resolve();
    };
  });
  const watch = await services.get(WATCHER).watch(path, look);
  const done = new AbortController();
  try {
    look();
    await Promise.race([
      there,
      pause(services.get(CLOCK), longestMs, AbortSignal.any([signal, done.signal])),
    ]);
  } finally {
    done.abort();
    await watch.close();
  }
}
