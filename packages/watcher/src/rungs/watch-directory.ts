import { watch } from 'node:fs';

/**
 * Where events come from: calls `onEntry` with the name of each entry of the directory that was made, written, renamed,
 * removed, or had its mode or owner changed, until it is closed. Links in `path` are followed. Throws when it can't;
 * calls `onLost` once when it no longer can.
 */
export type WatchDirectory = (
  path: string,
  onEntry: (name: string) => void,
  onLost: (cause: unknown) => void,
) => { close(): void };

/** By inotify. A directory's watch survives what happens to its entries; that of a file dies when it is replaced. */
export const watchDirectory: WatchDirectory = (path, onEntry, onLost) => {
  const watcher = watch(path, { persistent: false }, (_event, name) => onEntry(name ?? ''));
  watcher.on('error', (error) => {
    watcher.close();
    onLost(error);
  });
  return watcher;
};
