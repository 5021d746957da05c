import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { MountTable } from '../mounts/mount-table.ts';
import { Ladder } from '../rungs/ladder.ts';
import { watchDirectory } from '../rungs/watch-directory.ts';
import { Notices } from '../testing/notices.ts';
import { PathWatcher } from './path-watcher.ts';

// No file system at hand hangs on purpose.
vi.mock('./look.ts', async (original) => {
  const module = await original<typeof import('./look.ts')>();
  const lookLater = (path: string) =>
    path.includes('/dead') ? new Promise(() => {}) : module.lookLater(path);
  return { ...module, lookLater };
});

test('PathWatcher goes on polling one server while another is dead', async () => {
  const top = mkdtempSync(join(tmpdir(), 'homeostat-poll-'));
  for (const name of ['dead', 'live']) mkdirSync(join(top, name));
  const mount = (name: string, id: number) => `${id} 1 0:${id} / ${join(top, name)} rw - nfs4 ${name}:/ rw`;
  const mounts = new MountTable(() =>
    ['1 0 8:1 / / rw - ext4 /dev/a rw', mount('dead', 50), mount('live', 51)].join('\n'),
  );
  const options = { native: undefined, unlimited: true, mostInodeMarks: 0, watchDirectory };
  const paths = new PathWatcher(
    (hearer) => new Ladder(options, hearer),
    mounts,
    (problem) => expect.fail(problem.message),
  );
  const notices = new Notices();
  paths.watch(join(top, 'dead/file'), () => {});
  paths.watch(join(top, 'dead'), () => {});
  paths.watch(join(top, 'live/file'), notices.notify);
  // A round is left out while the one before is still under way.
  const rounds = setInterval(() => void paths.poll(), 1);
  for (let write = 0; write < 3; write += 1) {
    appendFileSync(join(top, 'live/file'), 'x');
    await notices.beyond(notices.count);
  }
  clearInterval(rounds);
  paths.close();
  rmSync(top, { recursive: true });
});
