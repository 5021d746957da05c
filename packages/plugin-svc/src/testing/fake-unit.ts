import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Variant } from '@homeostat/bus';
import { dropInDirectoriesOf, templateOf } from '../unit-name.ts';

type Result = 'done' | 'failed' | 'canceled' | 'dependency';

interface Definition {
  readonly load: 'loaded' | 'not-found' | 'masked';
  /** `Section.Key` to its values. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly dropIns: readonly string[];
}

/** What the fake units do with the others of their machine. */
export interface FakeMachine {
  /** Where unit files are. */
  readonly directory: string;
  isMasked(unit: string): boolean;
  /** Whether this was in the directory when systemd last reloaded. */
  isListed(entry: string): boolean;
  /** It and its aliases. */
  namesOf(unit: string): readonly string[];
  unit(name: string): FakeUnit;
  /** The state has become another one. */
  told(unit: FakeUnit): void;
}

/** A unit that runs no process, and goes through the states that systemd takes it through. */
export class FakeUnit {
  readonly id: string;
  readonly #machine: FakeMachine;
  #definition: Definition;
  #starting: ((result: Result) => void) | undefined;
  #isActive = false;
  active = 'inactive';
  sub = 'dead';
  invocation = 0;
  restarts = 0;
  hasJob = false;
  isConditionMet = false;
  activeSince = 0;
  changes = 0;

  constructor(id: string, machine: FakeMachine) {
    this.id = id;
    this.#machine = machine;
    this.#definition = this.#read();
  }

  get path(): string {
    const escaped = this.id.replace(/[^A-Za-z0-9]/g, (byte) => `_${byte.charCodeAt(0).toString(16)}`);
    return `/org/freedesktop/systemd1/unit/${escaped}`;
  }

  get file(): string {
    const own = `${this.#machine.directory}/${this.id}`;
    const template = templateOf(this.id);
    return existsSync(own) || template === undefined ? own : `${this.#machine.directory}/${template}`;
  }

  /** Takes over what is on the disk now. */
  reload(): void {
    this.#definition = this.#read();
  }

  /** What the file says, not what is loaded. */
  onDisk(key: string): readonly string[] {
    return this.#read().values.get(key) ?? [];
  }

  get load(): string {
    return this.#definition.load;
  }

  async start(): Promise<Result> {
    if (this.#isActive) return 'done';
    if (this.#starting) await this.stop();
    for (const needed of this.#all('Unit.Requires')) {
      if ((await this.#machine.unit(needed).start()) !== 'done') return 'dependency';
    }
    this.isConditionMet = this.#all('Unit.ConditionPathExists').every((path) => existsSync(path));
    if (!this.isConditionMet) return 'done';
    this.invocation += 1;
    const command = this.#one('Service.ExecStart');
    if (this.#one('Service.Type') !== 'oneshot') {
      this.#becomes('active', 'running');
      if (command === '/bin/false') setImmediate(() => this.crash());
      return 'done';
    }
    this.#becomes('activating', 'start');
    if (command.includes('until')) {
      const result = await new Promise<Result>((resolve) => {
        this.#starting = resolve;
      });
      this.#starting = undefined;
      if (result === 'canceled') return result;
    }
    if (command === '/bin/false') this.#becomes('failed', 'failed');
    else if (this.#one('Service.RemainAfterExit') === 'yes') this.#becomes('active', 'exited');
    else this.#becomes('inactive', 'dead');
    return command === '/bin/false' ? 'failed' : 'done';
  }

  async stop(): Promise<Result> {
    this.#starting?.('canceled');
    this.#becomes('inactive', 'dead');
    return 'done';
  }

  /** Restarts it if it runs. */
  async restart(): Promise<Result> {
    if (!this.#isActive) return 'done';
    await this.stop();
    return this.start();
  }

  /** As systemd does it: told of like any other change. */
  async reloadProcess(): Promise<Result> {
    this.#becomes('reloading', 'reload');
    this.#becomes('active', 'running');
    return this.#one('Service.ExecReload') === '/bin/false' ? 'failed' : 'done';
  }

  crash(): void {
    if (this.#isActive) this.#becomes('failed', 'failed');
  }

  /** As systemd does by itself. */
  async restartAfterCrash(): Promise<void> {
    this.crash();
    this.restarts += 1;
    await this.start();
  }

  letStart(): void {
    this.#starting?.('done');
  }

  forgetFailure(): void {
    if (this.active === 'failed') this.#becomes('inactive', 'dead');
  }

  get canReload(): boolean {
    return this.#all('Service.ExecReload').length > 0;
  }

  ofUnit(): Record<string, Variant> {
    const conditions = this.#all('Unit.ConditionPathExists');
    return {
      ...this.state(),
      Id: new Variant('s', this.id),
      LoadState: new Variant('s', this.load),
      LoadError: new Variant('(ss)', ['', '']),
      Names: new Variant('as', this.#machine.namesOf(this.id)),
      SourcePath: new Variant('s', ''),
      CanReload: new Variant('b', this.canReload),
      FragmentPath: new Variant('s', existsSync(this.file) ? this.file : ''),
      DropInPaths: new Variant('as', this.#definition.dropIns),
      ConditionResult: new Variant('b', this.isConditionMet),
      Conditions: new Variant(
        'a(sbbsi)',
        conditions.map((path) => ['ConditionPathExists', false, false, path, 0]),
      ),
    };
  }

  /** What a change is told with. */
  state(): Record<string, Variant> {
    return {
      ActiveState: new Variant('s', this.active),
      SubState: new Variant('s', this.sub),
      Job: new Variant('(uo)', this.hasJob ? [1, '/job'] : [0, '/']),
      StateChangeTimestampMonotonic: new Variant('t', BigInt(this.changes)),
      ActiveEnterTimestamp: new Variant('t', BigInt(this.activeSince) * 1000n),
    };
  }

  ofService(): Record<string, Variant> {
    return {
      NRestarts: new Variant('u', this.restarts),
      Type: new Variant('s', this.#one('Service.Type') || 'simple'),
      RemainAfterExit: new Variant('b', this.#one('Service.RemainAfterExit') === 'yes'),
      EnvironmentFiles: new Variant(
        'a(sb)',
        this.#all('Service.EnvironmentFile').map((file) => [file, false]),
      ),
    };
  }

  #becomes(active: string, sub: string): void {
    const wasActive = this.#isActive;
    this.#isActive = active === 'active' || active === 'reloading';
    this.active = active;
    this.sub = sub;
    this.changes += 1;
    // As if a start took longer than a tick of the clock of files.
    if (this.#isActive && !wasActive) this.activeSince = Date.now() + 20;
    this.#machine.told(this);
  }

  #all(key: string): readonly string[] {
    return this.#definition.values.get(key) ?? [];
  }

  #one(key: string): string {
    return this.#all(key)[0] ?? '';
  }

  #read(): Definition {
    if (this.#machine.isMasked(this.id)) return { load: 'masked', values: new Map(), dropIns: [] };
    if (!existsSync(this.file)) return { load: 'not-found', values: new Map(), dropIns: [] };
    const dropIns = this.#dropIns();
    const text = [this.file, ...dropIns].map((file) => readFileSync(file, 'utf8')).join('\n');
    return { load: 'loaded', values: parse(text), dropIns };
  }

  #dropIns(): string[] {
    return dropInDirectoriesOf(this.id)
      .filter((name) => this.#machine.isListed(name))
      .map((name) => `${this.#machine.directory}/${name}`)
      .filter((directory) => existsSync(directory))
      .flatMap((directory) => readdirSync(directory).map((name) => `${directory}/${name}`));
  }
}

function parse(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n')) {
    const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
    section = name ?? section;
    const [, key, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
    if (key) values.set(`${section}.${key}`, [...(values.get(`${section}.${key}`) ?? []), value!]);
  }
  return values;
}
