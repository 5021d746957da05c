import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dropInDirectoriesOf, templateOf } from '../unit-name.ts';
import type { Look } from './look.ts';
import { type Manager, managerPath } from './manager.ts';
import { watchedDirectories } from './watched-directories.ts';

/**
 * By how much the time of a change may lie before the moment of it: file systems take the time of the last tick of the kernel.
 *
 * @unit milliseconds
 * @source a tick is 10 ms at most (CONFIG_HZ)
 */
export const tickMs = 10;

/**
 * The files that units are made of, as they are on the disk now, and when systemd last read them. Its own NeedDaemonReload looks
 * at the times that it knows, so it sees neither the first drop-in of a unit nor a file that takes the place of another.
 *
 * One look at the directories serves a whole batch of units.
 */
export class UnitFiles {
  readonly #directories: ReadonlyMap<string, ReadonlySet<string>>;
  /** @unit milliseconds since 1970 */
  readonly #readAt: number;
  readonly #changes = new Map<string, Promise<number>>();

  static async list(manager: Manager, signal: AbortSignal): Promise<UnitFiles> {
    const of = await manager.properties(managerPath, 'Manager', signal);
    const listed = new Map<string, ReadonlySet<string>>();
    await Promise.all(
      watchedDirectories(of.UnitPath as readonly string[]).map(async (directory) => {
        const entries = await entriesOf(directory);
        if (entries) listed.set(directory, new Set(entries));
      }),
    );
    // The first is 0 until systemd has reloaded.
    const readAt = [of.UnitsLoadTimestamp, of.UnitsLoadStartTimestamp].map(
      (time) => Number(time ?? 0) / 1000,
    );
    return new UnitFiles(listed, Math.max(...readAt));
  }

  private constructor(directories: ReadonlyMap<string, ReadonlySet<string>>, readAt: number) {
    this.#directories = directories;
    this.#readAt = readAt;
  }

  /** Whether something that the unit is made of has changed since systemd read it. */
  async isOutdated(unit: Look): Promise<boolean> {
    return (await this.lastChange(unit)) + tickMs > this.#readAt || this.#isGone(unit);
  }

  /** @unit milliseconds since 1970; 0: it has no files */
  async lastChange({ names, source }: Look): Promise<number> {
    const files = new Set(names.flatMap((name) => [name, templateOf(name) ?? name]));
    const dropIns = new Set(names.flatMap(dropInDirectoriesOf));
    const changes = [source === undefined ? 0 : this.#changeOf(source)];
    for (const [directory, entries] of this.#directories) {
      for (const file of files) if (entries.has(file)) changes.push(this.#changeOf(join(directory, file)));
      for (const name of dropIns) if (entries.has(name)) changes.push(this.#changeIn(join(directory, name)));
    }
    return Math.max(...(await Promise.all(changes)));
  }

  /** A directory of drop-ins that was removed as a whole has left no time of it. */
  #isGone({ definedIn }: Look): boolean {
    return definedIn.some((file) =>
      [...this.#directories].some(([directory, entries]) => {
        if (!file.startsWith(`${directory}/`)) return false;
        return !entries.has(file.slice(directory.length + 1).split('/')[0]!);
      }),
    );
  }

  #changeOf(path: string): Promise<number> {
    return this.#once(path, () => lastChange(path));
  }

  /** That of the directory, or of what is in it. */
  #changeIn(directory: string): Promise<number> {
    return this.#once(`${directory}/`, async () => {
      const files = ((await entriesOf(directory)) ?? []).map((name) => join(directory, name));
      return Math.max(...(await Promise.all([directory, ...files].map((path) => this.#changeOf(path)))));
    });
  }

  /** Many units share directories of drop-ins. */
  #once(key: string, find: () => Promise<number>): Promise<number> {
    const change = this.#changes.get(key) ?? find();
    this.#changes.set(key, change);
    return change;
  }
}

/** When the file was last changed, or the link that leads to it. @unit milliseconds since 1970; 0: there is none */
export async function lastChange(path: string): Promise<number> {
  const [link, file] = await Promise.all(
    [lstat(path), stat(path)].map((stats) => stats.catch(() => undefined)),
  );
  // A mask leads to a device.
  const times = [link, file?.isCharacterDevice() ? undefined : file].map((stats) => stats?.ctimeMs ?? 0);
  // What is of the future says nothing: the clock was set back.
  return Math.max(0, ...times.filter((time) => time < Date.now() + tickMs));
}

/** undefined: it can't be read, so nothing is known of it. */
async function entriesOf(directory: string): Promise<string[] | undefined> {
  return readdir(directory).catch(({ code }) => (code === 'ENOENT' ? [] : undefined));
}
