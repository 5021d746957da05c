import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../command.ts';
import { bootTimedOut, commandFailed, hostDown } from '../errors.ts';
import { firstProcess, isFrozen, isPopulated } from '../sandbox/cgroups.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { until } from '../until.ts';
import { type Ended, HostProcess } from './host-process.ts';

const creator = fileURLToPath(new URL('create.sh', import.meta.url));
const booter = fileURLToPath(new URL('boot.sh', import.meta.url));
const checkout = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');

const bootSeconds = 60;

const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
  'LC_ALL=C.UTF-8',
  `TERM=${process.env.TERM ?? 'dumb'}`,
];

/** A booted machine: Debian with systemd as its first process, a disk and a network of its own. */
export class Host {
  readonly name: string;
  readonly address: string;
  readonly #sandbox: Sandbox;
  readonly #cgroup: string;

  constructor(name: string, address: string, sandbox: Sandbox) {
    this.name = name;
    this.address = address;
    this.#sandbox = sandbox;
    this.#cgroup = join(sandbox.cgroup, name);
  }

  async create(layers: string): Promise<void> {
    await mkdir(this.#cgroup);
    await this.#sandbox.run('bash', creator, this.name, this.address, layers);
  }

  /** Also after `kill`; what was on the disk is there again, and its link is up. */
  async boot(): Promise<void> {
    await this.thaw();
    await this.join();
    this.#sandbox.launch('bash', booter, this.name, this.#cgroup, process.execPath, checkout);
    await this.#booted();
  }

  /** A power cut: first the link goes, so that nobody is told of the connections that break. */
  async kill(): Promise<void> {
    await this.cut();
    process.kill(this.#leader, 'SIGKILL');
    await until(`${this.name} is off`, () => !isPopulated(this.#cgroup), bootSeconds);
  }

  async reboot(): Promise<void> {
    const before = this.#leader;
    await this.#enter('systemctl', '--no-block', 'reboot');
    await this.#booted(before);
  }

  /** A machine that stalls: nothing in it runs, and nobody is told. */
  async freeze(): Promise<void> {
    await writeFile(join(this.#cgroup, 'cgroup.freeze'), '1');
    await until(`${this.name} is frozen`, () => isFrozen(this.#cgroup), bootSeconds);
  }

  async thaw(): Promise<void> {
    await writeFile(join(this.#cgroup, 'cgroup.freeze'), '0');
  }

  /** Pulls the cable out. */
  async cut(): Promise<void> {
    await this.#sandbox.run('ip', 'link', 'set', `v-${this.name}`, 'down');
  }

  async join(): Promise<void> {
    await this.#sandbox.run('ip', 'link', 'set', `v-${this.name}`, 'up');
  }

  get state(): 'up' | 'frozen' | 'down' {
    if (this.#found === undefined) return 'down';
    return isFrozen(this.#cgroup) ? 'frozen' : 'up';
  }

  /** The D-Bus address of its system bus, for a client out here. It is another one after a boot. */
  get systemBus(): string {
    return `unix:path=/proc/${this.#leader}/root/run/dbus/system_bus_socket`;
  }

  /** Runs a command to its end, as a service of the host: with its limits, in its cgroup, and with nothing of ours. */
  async run(argv: readonly string[], input: string | Uint8Array = ''): Promise<Ended> {
    const process = this.start(argv);
    process.feed(input);
    return process.ended();
  }

  /** Starts a command, as a service of the host, to look at while it runs. */
  start(argv: readonly string[]): HostProcess {
    const unit = `lab-${randomBytes(6).toString('hex')}.service`;
    const signal = (name: string) =>
      this.#enter('systemctl', 'kill', '--kill-whom=main', `--signal=${name}`, unit);
    return new HostProcess(this.name, this.asService(argv, ['--pipe', `--unit=${unit}`]), signal);
  }

  /** What to run out here so that a command runs there as a service. */
  asService(argv: readonly string[], options: readonly string[]): string[] {
    // systemd puts variables into the words of a command.
    const words = argv.map((word) => word.replaceAll('$', '$$$$'));
    return this.#entering('systemd-run', '--quiet', '--wait', '--collect', ...options, '--', ...words);
  }

  async read(path: string): Promise<string> {
    const argv = ['cat', '--', path];
    const { exitCode, stdout, stderr } = await this.run(argv);
    if (exitCode !== 0) throw commandFailed(argv, exitCode, stderr);
    return stdout;
  }

  /** Writes a file in place, after the directories that lead to it. Without a mode it keeps the one it has, or gets 0644. */
  async write(path: string, content: string | Uint8Array, mode = ''): Promise<void> {
    const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && { [ -z "$2" ] || chmod "$2" "$1"; }';
    const { exitCode, stderr } = await this.run(['sh', '-c', script, 'write', path, mode], content);
    if (exitCode !== 0) throw commandFailed(['write', path], exitCode, stderr);
  }

  /** Waits for a first process, another one than before, and until all that it starts at boot has started or failed. */
  async #booted(before?: number): Promise<void> {
    const listens = () =>
      this.#found !== before && existsSync(`/proc/${this.#found}/root/run/systemd/private`);
    const isBooted = `timeout ${bootSeconds} systemctl is-system-running --wait || test $? != 124`;
    try {
      await until(`${this.name} listens`, listens, bootSeconds);
      await this.#enter('sh', '-c', isBooted);
    } catch (cause) {
      throw bootTimedOut(this.name, bootSeconds, this.#console(), cause);
    }
  }

  #console(): string {
    return readFileSync(this.#sandbox.path(`/run/hosts/${this.name}/console`), 'utf8');
  }

  async #enter(...argv: readonly string[]): Promise<string> {
    const [program, ...args] = this.#entering(...argv);
    return command(program!, ...args);
  }

  #entering(...argv: readonly string[]): string[] {
    return ['nsenter', `--target=${this.#leader}`, '--all', '--', 'env', '-i', ...environment, ...argv];
  }

  /** Its first process, by its number out here. */
  get #leader(): number {
    const pid = this.#found;
    if (pid === undefined) throw hostDown(this.name);
    return pid;
  }

  get #found(): number | undefined {
    return firstProcess(join(this.#cgroup, 'payload', 'init.scope'));
  }
}
