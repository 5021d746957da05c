import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PrivateBusOptions {
  /** More of dbus-daemon's configuration, such as `<policy>` or `<limit>` elements; what comes later wins. */
  readonly config?: string;
}

/**
 * A dbus-daemon of one's own, of the type that a machine has: with the limits of the system bus, which a session bus lacks.
 * Everybody may do everything there, unless `config` says otherwise.
 */
export class PrivateBus {
  readonly #directory = mkdtempSync(join(tmpdir(), 'homeostat-bus-'));
  #daemon: ChildProcess | undefined;

  static async start(options?: PrivateBusOptions): Promise<PrivateBus> {
    const bus = new PrivateBus();
    try {
      await bus.start(options);
    } catch (error) {
      await bus.stop();
      throw error;
    }
    return bus;
  }

  private constructor() {}

  get address(): string {
    return `unix:path=${this.#directory}/socket`;
  }

  get #config(): string {
    return join(this.#directory, 'bus.conf');
  }

  /** Starts it again, at the same address. */
  async start({ config = '' }: PrivateBusOptions = {}): Promise<void> {
    writeFileSync(this.#config, configuration(this.address, config));
    const args = [
      '--nofork',
      '--nopidfile',
      '--nosyslog',
      '--print-address',
      `--config-file=${this.#config}`,
    ];
    // It goes when we do, also when a test that failed did not stop it.
    const command = ['--pdeathsig', 'KILL', 'dbus-daemon', ...args];
    const daemon = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#daemon = daemon;
    let said = '';
    daemon.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await Promise.race([
      once(createInterface({ input: daemon.stdout }), 'line'),
      once(daemon, 'close').then(() => Promise.reject(new Error(`dbus-daemon did not start: ${said}`))),
    ]);
  }

  /** Kills it without warning. */
  async kill(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const exited = once(daemon, 'exit');
    daemon.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function configuration(address: string, more: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <auth>EXTERNAL</auth>
  <listen>${address}</listen>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
  ${more}
</busconfig>
`;
}
