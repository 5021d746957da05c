import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Member, ResourceContext, Services } from '@homeostat/resource';
import { toolMissing } from '../errors.ts';
import type { NamedAccount } from '../keeping.ts';

/** Nothing is inherited: messages are to be in English, and dates those of UTC. */
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** How a tool ended, and what it said. */
export interface Outcome {
  /** `null`: a signal ended it. */
  readonly status: number | null;
  readonly endedBy: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Finds the machine that a resource keeps the accounts of. */
export type MachineOf = (services: Services) => Machine;

/** The machine whose accounts are kept: where its files are, and how the system's tools are run on it. */
export class Machine {
  #last: Promise<unknown> = Promise.resolve();
  /** What is watched of each kind, in the order in which that began. */
  readonly kept = { user: new Set<Member<NamedAccount>>(), group: new Set<Member<NamedAccount>>() };

  /** What stands in front of every absolute path. */
  get root(): string {
    return '';
  }

  /** What comes before the words of every command. */
  protected get prefix(): readonly string[] {
    return [];
  }

  /**
   * Runs a tool to its end. It is not ended on `signal`, only by force: one that is torn out of the middle leaves a home directory half
   * moved, or a user without a group. In a process group of its own a Ctrl-C at the terminal does not reach it.
   */
  async run(
    tool: string,
    args: readonly string[],
    killSignal: ResourceContext['killSignal'],
    input = '',
  ): Promise<Outcome> {
    const [program, ...words] = [...this.prefix, tool, ...args] as [string, ...string[]];
    const child = spawn(program, words, { env, cwd: '/', detached: true });
    const kill = () => killGroup(child.pid);
    killSignal.addEventListener('abort', kill);
    if (killSignal.aborted) kill();
    // One that ends before it has read all leaves a broken pipe, and tells why by its status.
    child.stdin.on('error', () => {}).end(input);
    try {
      const ending = new Promise<Pick<Outcome, 'status' | 'endedBy'>>((resolve, reject) => {
        child.once('error', reject).once('close', (status, endedBy) => resolve({ status, endedBy }));
      });
      const [end, stdout, stderr] = await Promise.all([ending, text(child.stdout), text(child.stderr)]);
      return { ...end, stdout, stderr };
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? toolMissing(tool, error) : error;
    } finally {
      killSignal.removeEventListener('abort', kill);
    }
  }

  /** One change after the other: the system has one lock for all accounts. What went wrong before is nobody else's business. */
  exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change);
    this.#last = result.catch(() => {});
    return result;
  }

  /** What is at a path, past links. */
  whatIsAt(path: string): 'directory' | 'something else' | undefined {
    const found = statSync(this.root + path, { throwIfNoEntry: false });
    return found && (found.isDirectory() ? 'directory' : 'something else');
  }
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
