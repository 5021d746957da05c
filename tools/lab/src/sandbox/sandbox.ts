import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../command.ts';
import { labDown, sandboxFailed } from '../errors.ts';
import { firstProcess, labCgroup, removeCgroup } from './cgroups.ts';

const keeper = fileURLToPath(new URL('keeper.sh', import.meta.url));

/**
 * Namespaces of its own for one lab: mounts, network and processes. They end with their first process, whoever ends it, and
 * all that was made in them ends with them.
 */
export class Sandbox {
  readonly cgroup: string;

  constructor(id: string) {
    this.cgroup = labCgroup(id);
  }

  /** Ends with this process if it is `ours`, also if this process is killed; else when it is stopped. */
  async start(lifetime: 'ours' | 'until stopped'): Promise<void> {
    const until = lifetime === 'ours' ? ['cat'] : ['sleep', 'infinity'];
    // Detached: what a terminal sends to its foreground group must not hit it.
    const child = spawn('bash', [keeper, this.cgroup, ...until], {
      stdio: [lifetime === 'ours' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let complaint = '';
    child.stderr!.setEncoding('utf8').on('data', (text) => {
      complaint += text;
    });
    const ready = once(child.stdout!, 'data').then(() => true);
    const ended = once(child, 'close').then(() => false);
    if (!(await Promise.race([ready, ended]))) throw sandboxFailed(complaint);
    child.unref();
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  }

  /** The number of its first process, as it is seen from here. */
  get first(): number {
    const pid = firstProcess(join(this.cgroup, 'sandbox'));
    if (pid === undefined) throw labDown();
    return pid;
  }

  get isUp(): boolean {
    return firstProcess(join(this.cgroup, 'sandbox')) !== undefined;
  }

  /** A path in it, as it is seen from here. */
  path(path: string): string {
    return `/proc/${this.first}/root${path}`;
  }

  async run(...argv: readonly string[]): Promise<string> {
    return command('nsenter', ...this.#inside, ...argv);
  }

  /** Starts a program that lives on, as long as the sandbox does. */
  launch(...argv: readonly string[]): void {
    spawn('nsenter', [...this.#inside, ...argv], { stdio: 'ignore', detached: true }).unref();
  }

  async stop(): Promise<void> {
    if (this.isUp) process.kill(this.first, 'SIGKILL');
    await removeCgroup(this.cgroup);
  }

  get #inside(): string[] {
    return [`--target=${this.first}`, '--mount', '--net', '--pid', '--'];
  }
}
