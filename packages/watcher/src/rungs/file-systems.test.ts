import { describe, expect, it } from 'vitest';
import { createWatcher } from '../create-watcher.ts';
import { describeWatcher } from '../testing/describe-watcher.ts';
import { canMake, mounted, mountings } from '../testing/file-systems.ts';

const isRoot = process.getuid?.() === 0;

/** Which rung each stands on when many directories are watched. */
const rungs: Record<keyof typeof mountings, string> = {
  tmpfs: 'filesystem-mark',
  ext4: 'filesystem-mark',
  xfs: 'filesystem-mark',
  btrfs: 'filesystem-mark',
  'a subvolume of btrfs': 'inode-marks',
  overlayfs: 'inode-marks',
  'a bind mount': 'filesystem-mark',
};

describe.skipIf(!isRoot)('On a file system (only root can mount one)', () => {
  describe.for(Object.keys(mountings))('%s', (kind) => {
    if (!canMake(kind)) {
      it.skip('can be made (its mkfs is not installed)');
      return;
    }
    const place = mounted(kind);
    const make = () => createWatcher({ sweepMs: 0, pollMs: 0, mostInodeMarks: 0, onWarning() {} });

    it(`stands on ${rungs[kind]}`, async () => {
      const watcher = make();
      await watcher.watch(`${place()}/file`, () => {});
      const footing = watcher.footings().find(({ mountPoint }) => mountPoint === place());
      expect(footing).toMatchObject({ rung: rungs[kind], directories: 1, entries: 1 });
      await watcher.close();
    });

    describeWatcher('holds every promise', { make, place });
  });
});
