import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Variant } from '@homeostat/bus';
import { FakeError, FakeService } from '@homeostat/bus/testing';
import { managerInterface, managerPath, serviceName } from '../systemd/manager.ts';
import { tickMs } from '../systemd/unit-files.ts';
import { isTemplate } from '../unit-name.ts';
import { FakeUnit } from './fake-unit.ts';
import { FakeUnitFiles } from './fake-unit-files.ts';

type Verb = 'start' | 'stop' | 'restart' | 'reload';

/** systemd as far as this plugin can tell, without any process: its calls, jobs and signals, and what it forgets to tell. */
export class FakeSystemd {
  readonly #units = new Map<string, FakeUnit>();
  readonly #files: FakeUnitFiles;
  readonly #directory: string;
  #service!: FakeService;
  #subscribers = new Set<string>();
  #jobs = 0;
  #readAt = 0;
  /** What was in its directory then: only there it looks for drop-ins. */
  #listed: ReadonlySet<string> = new Set();
  /** The calls of the manager, in order. */
  readonly calls: string[] = [];

  static async start(address: string, directory: string): Promise<FakeSystemd> {
    const systemd = new FakeSystemd(directory);
    await systemd.connect(address);
    return systemd;
  }

  private constructor(directory: string) {
    this.#directory = directory;
    this.#files = new FakeUnitFiles(directory, (unit, key) => this.#unit(unit).onDisk(`Install.${key}`));
  }

  /** Takes its place on the bus, perhaps anew: nobody has subscribed to its signals then, but units and jobs are as before. */
  async connect(address: string): Promise<void> {
    this.#subscribers = new Set();
    this.#service = await FakeService.start(address, serviceName);
    this.#exportManager();
    for (const unit of this.#units.values()) this.#export(unit);
  }

  /** Leaves the bus. */
  stop(): Promise<void> {
    return this.#service.stop();
  }

  unit(name: string): FakeUnit {
    return this.#unit(this.#files.aliases.get(name) ?? name);
  }

  fileState(name: string): string {
    return this.#files.state(name);
  }

  async systemctl(verb: string, units: readonly string[]): Promise<void> {
    switch (verb) {
      case 'daemon-reload':
        // As if it took longer than a tick of the clock of files.
        await setTimeout(2 * tickMs);
        return this.#reload();
      case 'enable':
      case 'disable':
      case 'mask':
      case 'unmask':
        return void this.#change(verb, units);
      case 'start':
      case 'stop':
        for (const unit of units) await this.#run(this.unit(unit), verb).ended;
        return;
      default:
        throw new Error(`The fake systemctl has no ${verb}`);
    }
  }

  /** Loads a unit; where one was not in use, it is told as new each time, since systemd forgets it as soon as it was looked at. */
  #load(name: string): FakeUnit {
    if (isTemplate(name)) throw new FakeError('org.freedesktop.DBus.Error.InvalidArgs', 'No instance name');
    const unit = this.unit(name);
    if (unit.active === 'inactive' && !unit.hasJob) {
      unit.reload();
      this.#tell('UnitNew', 'so', unit.id, unit.path);
    }
    this.#export(unit);
    return unit;
  }

  #unit(name: string): FakeUnit {
    const found =
      this.#units.get(name) ??
      new FakeUnit(name, {
        directory: this.#directory,
        isMasked: (it) => this.#files.isMasked(it),
        isListed: (it) => this.#listed.has(it),
        namesOf: (it) => [it, ...this.#files.aliasesOf(it)],
        unit: (it) => this.unit(it),
        told: (it) => this.#toldState(it),
      });
    this.#units.set(name, found);
    return found;
  }

  #methods() {
    const job = (verb: Verb) => ({
      in: 'ss',
      out: 'o',
      call: this.#told(verb, (name: string) => this.#job(name, verb)),
    });
    const files = (verb: 'enable' | 'disable' | 'mask' | 'unmask', signature: string, out: string) => ({
      in: signature,
      out,
      call: this.#told(verb, (units: string[]) => {
        this.#change(verb, units);
        return out === 'a(sss)' ? [] : [true, []];
      }),
    });
    return {
      LoadUnit: { in: 's', out: 'o', call: (name: string) => this.#load(name).path },
      GetUnitFileState: { in: 's', out: 's', call: (name: string) => this.#files.state(name) },
      ListUnitsByPatterns: {
        in: 'asas',
        out: 'a(ssssssouso)',
        call: (_: unknown, names: string[]) => this.#list(names),
      },
      EnableUnitFiles: files('enable', 'asbb', 'ba(sss)'),
      DisableUnitFiles: files('disable', 'asb', 'a(sss)'),
      MaskUnitFiles: files('mask', 'asbb', 'a(sss)'),
      UnmaskUnitFiles: files('unmask', 'asb', 'a(sss)'),
      Reload: { call: this.#told('daemon-reload', () => this.#reload()) },
      Subscribe: { call: () => void this.#subscribers.add('all') },
      ResetFailedUnit: {
        in: 's',
        call: this.#told('reset-failed', (name: string) => this.unit(name).forgetFailure()),
      },
      StartUnit: job('start'),
      StopUnit: job('stop'),
      TryRestartUnit: job('restart'),
      ReloadOrTryRestartUnit: job('reload'),
    };
  }

  #told<A extends unknown[], R>(verb: string, call: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      const [units = []] = args as unknown as [string | string[]];
      this.calls.push([verb, ...[units].flat()].join(' '));
      return call(...args);
    };
  }

  #list(names: readonly string[]): unknown[] {
    // What is not in use has been forgotten by now.
    const inUse = names.map((name) => this.unit(name)).filter(({ active }) => active !== 'inactive');
    return inUse.map(({ id, load, active, sub, path }) => [id, id, load, active, sub, '', path, 0, '', '/']);
  }

  #job(name: string, verb: Verb): string {
    const unit = this.#load(name);
    if (unit.load === 'masked') throw new FakeError(`${serviceName}.UnitMasked`, `${name} is masked.`);
    if (unit.load === 'not-found') throw new FakeError(`${serviceName}.NoSuchUnit`, `${name} not found.`);
    return this.#run(unit, verb).path;
  }

  #run(unit: FakeUnit, verb: Verb): { path: string; ended: Promise<void> } {
    this.#jobs += 1;
    const [id, path] = [this.#jobs, `/org/freedesktop/systemd1/job/${this.#jobs}`];
    const run = { start: () => unit.start(), stop: () => unit.stop(), restart: () => unit.restart(), reload };
    unit.hasJob = true;
    const ended = run[verb]().then((result) => {
      unit.hasJob = false;
      this.#tell('JobRemoved', 'uoss', id, path, unit.id, result);
      this.#toldState(unit);
    });
    return { path, ended };

    async function reload(): Promise<Awaited<ReturnType<FakeUnit['start']>>> {
      return unit.canReload ? unit.reloadProcess() : unit.restart();
    }
  }

  #change(verb: 'enable' | 'disable' | 'mask' | 'unmask', units: readonly string[]): void {
    if (this.#files[verb](units)) this.#tell('UnitFilesChanged', '');
  }

  #reload(): void {
    this.#tell('Reloading', 'b', true);
    this.#readAt = Date.now();
    this.#listed = new Set(readdirSync(this.#directory));
    this.#exportManager();
    for (const unit of this.#units.values()) {
      unit.reload();
      this.#tell('UnitNew', 'so', unit.id, unit.path);
      this.#toldState(unit);
    }
    this.#tell('Reloading', 'b', false);
  }

  #toldState(unit: FakeUnit): void {
    this.#export(unit);
    if (this.#subscribers.size === 0) return;
    const changed = ['sa{sv}as', `${serviceName}.Unit`, unit.state(), []] as const;
    this.#service.emit(unit.path, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', ...changed);
  }

  #tell(member: string, signature: string, ...body: readonly unknown[]): void {
    if (this.#subscribers.size > 0)
      this.#service.emit(managerPath, managerInterface, member, signature, ...body);
  }

  #exportManager(): void {
    const properties = {
      Version: new Variant('s', '252'),
      UnitPath: new Variant('as', [this.#directory]),
      UnitsLoadTimestamp: new Variant('t', BigInt(this.#readAt) * 1000n),
      UnitsLoadStartTimestamp: new Variant('t', 0n),
    };
    this.#service.export(managerPath, managerInterface, { methods: this.#methods(), properties });
  }

  #export(unit: FakeUnit): void {
    this.#service.export(unit.path, `${serviceName}.Unit`, { properties: unit.ofUnit() });
    this.#service.export(unit.path, `${serviceName}.Service`, { properties: unit.ofService() });
  }
}
