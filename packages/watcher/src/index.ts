export { createWatcher, type ReportingWatcher, type WatcherOptions } from './create-watcher.ts';
export type { EventCounts } from './rungs/directory-source.ts';
export type { Footing } from './rungs/footings.ts';
export type { NativePart } from './rungs/native.ts';
export type { WatchDirectory } from './rungs/watch-directory.ts';
