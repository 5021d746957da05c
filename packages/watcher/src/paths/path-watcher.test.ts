import { createWatcher } from '../create-watcher.ts';
import { describeWatcher } from '../testing/describe-watcher.ts';

const quiet = { sweepMs: 0, pollMs: 0, onWarning() {} };

describeWatcher('One mark for each file system', {
  make: () => createWatcher({ ...quiet, mostInodeMarks: 0 }),
});
describeWatcher('A mark for each directory', {
  make: () => createWatcher({ ...quiet, mostInodeMarks: 1_000_000 }),
});
describeWatcher('fs.watch of each directory', {
  make: () => createWatcher({ ...quiet, native: null }),
  gaps: ['mounts'],
});
