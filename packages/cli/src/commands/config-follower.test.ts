import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf } from '@homeostat/config';
import type { Watcher } from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConfigFollower } from './config-follower.ts';

let directory: string;
let file: string;
let watcher: ReturnType<typeof createWatcher>;
let changed: ReturnType<typeof vi.fn<() => Promise<void>>>;
/** What the config is read from. */
let paths: string[];
let follower: ConfigFollower;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homeostat-follow-'));
  file = join(directory, 'site.yaml');
  watcher = createWatcher();
  changed = vi.fn(async () => {});
  paths = [file];
  follower = new ConfigFollower(watcher);
});
afterEach(async () => {
  await follower.close();
  await watcher.close();
  await rm(directory, { recursive: true });
});

async function read(): Promise<Map<string, string | undefined>> {
  return new Map(await Promise.all(paths.map(async (path) => [path, await fingerprintOf(path)] as const)));
}

async function reread(): Promise<Map<string, string | undefined>> {
  const files = await read();
  await changed();
  return files;
}

async function follow(): Promise<void> {
  await follower.start(await read(), reread);
}

async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

const calls = (times: number) => vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(times), 10_000);

test('ConfigFollower tells when the file is replaced, removed, back and written', async () => {
  await writeFile(file, 'a');
  await follow();
  expect(changed).not.toHaveBeenCalled();

  await replace(file, 'ccc');
  await calls(1);
  await rm(file);
  await calls(2);
  await replace(file, 'ccc');
  await calls(3);
  changed.mockClear();
  // Emptied and then written: both may be seen.
  await writeFile(file, 'dddd');
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), 10_000);
});

test('ConfigFollower tells nothing when the content is as before', async () => {
  await writeFile(file, 'a');
  await follow();
  await replace(file, 'a');
  await replace(file, 'b');
  await calls(1);
});

test('ConfigFollower sees what changed between reading and starting', async () => {
  await writeFile(file, 'a');
  const before = await read();
  await writeFile(file, 'b');
  await follower.start(before, reread);
  expect(changed).toHaveBeenCalledTimes(1);
});

test('ConfigFollower follows all that was read, and no more than was read last', async () => {
  const helper = join(directory, 'helper.ts');
  const other = join(directory, 'other.ts');
  await writeFile(file, 'imports the helper');
  await writeFile(helper, 'a');
  paths = [file, helper];
  await follow();

  await replace(helper, 'b');
  await calls(1);
  paths = [file, other];
  await replace(file, 'imports the other');
  await calls(2);
  // It was not there; now it is.
  await replace(other, 'c');
  await calls(3);
  await replace(helper, 'nobody asks any more');
  await replace(file, 'the same, later');
  await calls(4);
});

test('ConfigFollower watches what was read and nothing else, and looks at a new file once it is watched', async () => {
  const helper = join(directory, 'helper.ts');
  await writeFile(file, 'a');
  await writeFile(helper, 'a');
  const watched = new Map<string, () => void>();
  // Of a real one nobody knows how often it speaks.
  follower = new ConfigFollower({
    watch(path, notify) {
      watched.set(path, notify);
      return { close: () => void watched.delete(path) };
    },
  });
  await follow();
  expect([...watched.keys()]).toEqual([file]);

  paths = [file, helper];
  changed.mockImplementationOnce(() => writeFile(helper, 'b'));
  await replace(file, 'imports the helper');
  watched.get(file)!();
  await calls(2);

  paths = [file];
  await replace(file, 'imports nothing');
  watched.get(file)!();
  await calls(3);
  await vi.waitFor(() => expect([...watched.keys()]).toEqual([file]));
  await follower.close();
  expect(watched.size).toBe(0);
});

test('ConfigFollower tells when a file is trusted again', async () => {
  await writeFile(file, 'a', { mode: 0o644 });
  await chmod(file, 0o666);
  await follow();
  await chmod(file, 0o644);
  await calls(1);
});

test('ConfigFollower follows what a link leads to, and the link', async () => {
  const [first, second] = [join(directory, 'one/site.yaml'), join(directory, 'two/site.yaml')];
  for (const target of [first, second]) {
    await mkdir(join(target, '..'));
    await writeFile(target, target);
  }
  await symlink(first, file);
  await follow();

  await replace(first, 'edited');
  await calls(1);
  await symlink(second, `${file}.new`);
  await rename(`${file}.new`, file);
  await calls(2);
  await replace(second, 'edited too');
  await calls(3);
});

test('ConfigFollower calls again, and never twice at once, when there is a notice meanwhile', async () => {
  await writeFile(file, '0');
  let noticed = () => {};
  const watching: Watcher = {
    watch: (path, notify) =>
      watcher.watch(path, () => {
        notify();
        noticed();
      }),
  };
  let running = 0;
  let mostRunning = 0;
  changed.mockImplementation(async () => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    if (changed.mock.calls.length < 3) {
      const notice = new Promise<void>((resolve) => {
        noticed = resolve;
      });
      await replace(file, String(changed.mock.calls.length));
      await notice;
      // Time enough for a second call to read the file and begin.
      for (let reads = 0; reads < 20; reads += 1) await readFile(file);
    }
    running -= 1;
  });
  follower = new ConfigFollower(watching);
  await follow();
  await replace(file, 'first');
  await calls(3);
  expect(mostRunning).toBe(1);
});
