import { createHash } from 'node:crypto';
import { type BigIntStats, constants, existsSync } from 'node:fs';
import { chmod, lstat, mkdtemp, open, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is at one path. */
interface Entry {
  /** Type, mode, owner and content, in words. */
  readonly look: string;
  /** When it was last touched in any way: the kernel sets it, and no program can set it back. */
  readonly touched: bigint;
}

/** All that is below a directory, and itself, by its path from there. */
export type Tree = ReadonlyMap<string, Entry>;

export async function treeOf(dir: string): Promise<Tree> {
  const tree = new Map<string, Entry>();
  const visit = async (path: string) => {
    const full = join(dir, path);
    const stats = await lstat(full, { bigint: true });
    const content = stats.isDirectory() ? '' : await contentOf(full, stats);
    tree.set(path, { look: `${describe(stats)}${content}`, touched: stats.ctimeNs });
    if (!stats.isDirectory()) return;
    const names = await readdir(full).catch(unlessDenied);
    for (const name of names?.sort() ?? []) await visit(join(path, name));
  };
  await visit('.');
  return tree;
}

/**
 * The same, once the kernel's clock for files has passed all of it. That clock stands still for some milliseconds; after
 * this, whatever is touched gets another time than it has in the tree.
 */
export async function restingTreeOf(dir: string): Promise<Tree> {
  const tree = await treeOf(dir);
  const touches = [...tree.values()].map(({ touched }) => touched);
  const probe = await mkdtemp(join(tmpdir(), 'homeostat-testing-clock-'));
  try {
    let now: bigint;
    do {
      await chmod(probe, 0o700);
      now = (await lstat(probe, { bigint: true })).ctimeNs;
    } while (touches.some((touched) => touched >= now));
  } finally {
    await rm(probe, { recursive: true });
  }
  return tree;
}

/** What differs, one line a path; with `touched` also what was written anew and is as before. */
export function differencesOf(before: Tree, after: Tree, touched: 'touched' | 'looks'): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.flatMap((path) => {
    const [old, present] = [before.get(path), after.get(path)];
    if (!old) return [`${path} was made: ${present!.look}`];
    if (!present) return [`${path} was removed`];
    if (old.look !== present.look) return [`${path} was ${old.look}, and is ${present.look}`];
    return touched === 'touched' && old.touched !== present.touched ? [`${path} was touched`] : [];
  });
}

/** Also directories that nobody may enter. It may be gone already. */
export async function removeTree(dir: string): Promise<void> {
  if (!existsSync(dir)) return;
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(dir, entry.name));
  }
  await rm(dir, { recursive: true });
}

function describe(stats: BigIntStats): string {
  return `mode ${stats.mode.toString(8)} of ${stats.uid}:${stats.gid}`;
}

async function contentOf(path: string, stats: BigIntStats): Promise<string> {
  if (stats.isSymbolicLink()) return ` to ${await readlink(path)}`;
  if (!stats.isFile()) return '';
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(unlessDenied);
  if (!handle) return ' with content nobody may read';
  try {
    const hash = createHash('sha256').update(await handle.readFile());
    return ` with content sha256:${hash.digest('hex').slice(0, 8)}`;
  } finally {
    await handle.close();
  }
}

function unlessDenied(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EACCES') throw error;
}
