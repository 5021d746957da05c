import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { hostNameTaken, hostNameWrong, hostUnknown, labAlreadyUp, labDown } from './errors.ts';
import { Host } from './host/host.ts';
import { hostLayers } from './layers/host-layers.ts';
import { preflight } from './preflight.ts';
import { sweep } from './sandbox/cgroups.ts';
import { Sandbox } from './sandbox/sandbox.ts';

/** The one lab that outlives the command that starts it. */
const lasting = new Sandbox('up');

/** Test hosts on a network of their own that leads nowhere. */
export class Lab {
  readonly #sandbox: Sandbox;
  readonly hosts = new Map<string, Host>();

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** A lab that ends with this process, however that ends. */
  static async start(): Promise<Lab> {
    return Lab.#begin(new Sandbox(`${process.pid}-${randomBytes(4).toString('hex')}`), 'ours');
  }

  /** The lab of the command line, which lasts until it is stopped. */
  static async startLasting(): Promise<Lab> {
    if (lasting.isUp) throw labAlreadyUp();
    return Lab.#begin(lasting, 'until stopped');
  }

  /** The one that `startLasting` made, maybe in another process. */
  static async find(): Promise<Lab> {
    if (!lasting.isUp) throw labDown();
    const lab = new Lab(lasting);
    const places = lasting.path('/run/hosts');
    for (const name of readdirSync(places)) {
      const address = readFileSync(`${places}/${name}/address`, 'utf8').trim();
      lab.hosts.set(name, new Host(name, address, lasting));
    }
    return lab;
  }

  static async #begin(sandbox: Sandbox, lifetime: 'ours' | 'until stopped'): Promise<Lab> {
    await preflight();
    await sweep();
    await sandbox.start(lifetime);
    return new Lab(sandbox);
  }

  /** Boots a new host. */
  async host(name: string): Promise<Host> {
    if (!/^[a-z][a-z0-9-]{0,12}$/.test(name)) throw hostNameWrong(name);
    if (this.hosts.has(name)) throw hostNameTaken(name);
    const host = new Host(name, `198.51.100.${this.hosts.size + 2}`, this.#sandbox);
    this.hosts.set(name, host);
    await host.create(await hostLayers());
    await host.boot();
    return host;
  }

  find(name: string): Host {
    const host = this.hosts.get(name);
    if (!host) throw hostUnknown(name, [...this.hosts.keys()]);
    return host;
  }

  /**
   * Divides the network: hosts of different sides no longer hear each other. Hosts that are not named are a side of their own.
   * Replaces the division before.
   */
  async partition(...named: readonly (readonly Host[])[]): Promise<void> {
    const rest = [...this.hosts.values()].filter((host) => !named.flat().includes(host));
    const sides = [...named, rest].filter((side) => side.length > 0);
    const rules = sides.flatMap((side) =>
      sides
        .filter((other) => other !== side)
        .map((other) => `iifname ${ports(side)} oifname ${ports(other)} drop`),
    );
    const chain = ['type filter hook forward priority 0', ...rules].join('\n');
    await this.#sandbox.run('nft', `flush ruleset\ntable bridge lab {\nchain forward {\n${chain}\n}\n}`);
  }

  async heal(): Promise<void> {
    await this.#sandbox.run('nft', 'flush ruleset');
  }

  /** Leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#sandbox.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function ports(hosts: readonly Host[]): string {
  return `{ ${hosts.map(({ name }) => `"v-${name}"`).join(', ')} }`;
}
