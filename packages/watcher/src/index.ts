export { createWatcher, type WatcherOptions } from './create-watcher.ts';
export type { WatchDirectory } from './paths/watch-directory.ts';
