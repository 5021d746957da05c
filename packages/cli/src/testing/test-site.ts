import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, Homeostat } from './homeostat.ts';

/** A temporary directory to run the command in, with a config `site.yaml` and a state directory of its own. */
export class TestSite {
  readonly directory: string;
  readonly #started: Homeostat[] = [];

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(): Promise<TestSite> {
    return new TestSite(await mkdtemp(join(tmpdir(), 'homeostat-e2e-')));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Replaces a file as an editor does. */
  async write(name: string, text: string): Promise<void> {
    // A file that its group could write would not be run, and the umask may allow that.
    await writeFile(this.path(`${name}.new`), text, { mode: 0o644 });
    await rename(this.path(`${name}.new`), this.path(name));
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  start(...args: string[]): Homeostat {
    const homeostat = new Homeostat(this.directory, args);
    this.#started.push(homeostat);
    return homeostat;
  }

  call(...args: string[]): Promise<Ended> {
    return this.start(...args).ended();
  }

  async leave(): Promise<void> {
    for (const { process } of this.#started) process.kill('SIGKILL');
    await Promise.all(this.#started.map((homeostat) => homeostat.ended()));
    await rm(this.directory, { recursive: true });
  }
}
