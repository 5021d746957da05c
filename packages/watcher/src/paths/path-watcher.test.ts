import { createWatcher } from '../create-watcher.ts';
import { describeWatcher } from '../testing/describe-watcher.ts';

describeWatcher('a watcher by fs.watch of each directory', () =>
  createWatcher({ sweepMs: 0, onWarning: () => {} }),
);
