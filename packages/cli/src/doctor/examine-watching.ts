import { createWatcher, type Footing } from '@homeostat/watcher';
import type { Finding } from './finding.ts';

/** How these paths would be watched: a finding for each file system and way. Watches them for a moment. */
export async function examineWatching(paths: readonly string[]): Promise<Finding[]> {
  // What can't be watched shows in the footings.
  const watcher = createWatcher({ sweepMs: 0, pollMs: 0, onWarning() {} });
  try {
    for (const path of paths) await watcher.watch(path, () => {});
    return watcher.footings().map(findingOf);
  } finally {
    await watcher.close();
  }
}

const ways: Record<Footing['rung'], string> = {
  'filesystem-mark': 'fanotify',
  'inode-marks': 'fanotify',
  'fs-watch': 'inotify',
  poll: 'looked at every few seconds',
};

function findingOf({ mountPoint, type, rung, reason, directories, entries }: Footing): Finding {
  const found = {
    part: 'file watching',
    what: `${mountPoint} (${type}): ${ways[rung]}, ${reason}; ${directories} directories, ${entries} names in them`,
  };
  if (rung === 'fs-watch')
    return {
      ...found,
      verdict: 'limited',
      remedy:
        'Build the native part (npm run build, needs a C++ compiler), or allow fanotify in this container',
    };
  if (rung === 'poll')
    return { ...found, verdict: 'limited', remedy: 'Nothing to do; drift there is found a few seconds late' };
  return { ...found, verdict: 'ok' };
}
