import type { Host } from '@homeostat/lab';

/** What is declared of each package: params, and `meta`. */
export type Packages = Record<string, object>;

export interface Told {
  readonly exitCode: number;
  /** Each package with the code of its error, `changed`, `would-change`, `blocked`, or `ok`. */
  readonly packages: Record<string, string>;
  /** All problems as text: message and hint. */
  readonly problems: Record<string, string>;
  readonly log: string;
}

interface Event {
  readonly type: string;
  readonly id?: string;
  readonly problem?: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** The command homeostat on a host, with packages as its resources. */
export class HomeostatOnHost {
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  /** Brings them in state, and ends. */
  async run(pkg: Packages, others: object = {}): Promise<Told> {
    return this.#told(
      pkg,
      await this.host.run(await this.#argv('run', pkg, others, '--converged-timeout', '0')),
    );
  }

  async check(pkg: Packages): Promise<Told> {
    return this.#told(pkg, await this.host.run(await this.#argv('check', pkg, {})));
  }

  /** Stays. */
  async start(pkg: Packages, others: object = {}) {
    return this.host.start(await this.#argv('run', pkg, others));
  }

  /** Condition and version, as dpkg says: "installed 1.0". */
  async installed(name: string): Promise<string> {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: for dpkg to put in
    const format = '${db:Status-Status} ${Version}';
    const { stdout } = await this.host.run(['dpkg-query', '--show', `--showformat=${format}`, name]);
    return stdout.trim().replace(/^(not-installed)?$/, 'absent');
  }

  /** How many transactions apt has noted. */
  async transactions(): Promise<number> {
    const { stdout } = await this.host.run(['grep', '--count', '^Start-Date', '/var/log/apt/history.log']);
    return Number(stdout);
  }

  apt(...args: readonly string[]) {
    return this.host.run(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--yes', ...args]);
  }

  async #argv(command: string, pkg: Packages, others: object, ...options: string[]): Promise<string[]> {
    await this.host.write('/etc/site.json', JSON.stringify({ resources: { pkg, ...others } }));
    return ['homeostat', command, '/etc/site.json', '--json', ...options];
  }

  #told(pkg: Packages, ended: { exitCode: number; stdout: string; stderr: string }): Told {
    const events = ended.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Event => JSON.parse(line));
    const packages = Object.fromEntries(Object.keys(pkg).map((name) => [name, 'ok']));
    const problems: Record<string, string> = {};
    for (const { type, id, problem } of events) {
      const name = /^pkg\[(.*)\]$/.exec(id ?? '')?.[1];
      if (name === undefined) continue;
      if (type === 'changed' || type === 'would-change' || type === 'blocked') packages[name] = type;
      if (type !== 'failed') continue;
      packages[name] = problem!.code;
      problems[name] = `${problem!.message}\n${problem!.hint}`;
    }
    return { exitCode: ended.exitCode, packages, problems, log: ended.stderr };
  }
}
