import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Change,
  CLOCK,
  DECLARED,
  formatRef,
  HandClock,
  type Member,
  type Resource,
  type ResourceContext,
  type Services,
  WATCHER,
} from '@homeostat/resource';
import { createWatcher } from '@homeostat/watcher';
import { groupOver } from '../group/group.ts';
import { userOver } from '../user/user.ts';
import { MACHINE, machineOf, PlaceMachine } from './place-machine.ts';

/** Which hooks of a kind are called does not depend on its params. */
// biome-ignore lint/suspicious/noExplicitAny: each gets what its own schema made
type Kind = Resource<any>;

/** A machine with accounts, and what a batch of resources on it comes to. */
export class Stage {
  readonly machine: PlaceMachine;
  readonly clock = new HandClock();
  readonly users: Kind = userOver(machineOf);
  readonly groups: Kind = groupOver(machineOf);
  readonly watcher = createWatcher();
  readonly stop = new AbortController();
  readonly kill = new AbortController();
  /** The groups that resources of the graph want to be there. */
  readonly keptGroups = new Set<string>();
  /** What the members told of their way, and of their errors. */
  readonly steps: string[] = [];
  readonly errors = new Map<string, Error>();
  output = '';
  onStep = () => {};

  constructor(machine = new PlaceMachine()) {
    this.machine = machine;
    machine.dir = mkdtempSync(join(tmpdir(), 'homeostat-account-'));
    machine.begin();
  }

  async close(): Promise<void> {
    await this.watcher.close();
    rmSync(this.machine.dir, { recursive: true });
  }

  readonly services: Services = {
    get: <T>(token: symbol) => {
      const service = new Map<symbol, unknown>([
        [CLOCK, this.clock],
        [MACHINE, this.machine],
        [WATCHER, this.watcher],
        [DECLARED, { identities: (type: string) => (type === 'group-kept' ? this.keptGroups : new Set()) }],
      ]).get(token);
      if (service === undefined) throw new Error(`No service ${String(token)}`);
      return service as T;
    },
  };

  member(kind: Kind, name: string, params: object = {}): Member<unknown> {
    const nothing = () => {};
    const ctx: ResourceContext = {
      name,
      id: formatRef({ kind: kind.kind, name }),
      signal: this.stop.signal,
      killSignal: this.kill.signal,
      services: this.services,
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      memory: { recall: async () => undefined, remember: async () => {}, forget: async () => {} },
      output: (text) => {
        this.output += text;
      },
      progress: ({ step }) => {
        this.steps.push(step);
        this.onStep();
      },
    };
    return { params: kind.params.parse({ name, ...params }), ctx };
  }

  /** What the check finds of each: its changes, or the code of its error. */
  async check(kind: Kind, resources: Readonly<Record<string, object>>): Promise<Record<string, unknown>> {
    const members = Object.entries(resources).map(([name, params]) => this.member(kind, name, params));
    return this.#told(members, await kind.groupable!.checkAll!(members, this.stop.signal));
  }

  /** Checks, applies and checks again. What is left of each: nothing, its changes, or the code of its error. */
  async keep(kind: Kind, resources: Readonly<Record<string, object>>): Promise<Record<string, unknown>> {
    const members = Object.entries(resources).map(([name, params]) => this.member(kind, name, params));
    const found = await Promise.all(await kind.groupable!.checkAll!(members, this.stop.signal));
    const differing = members.flatMap((member, index) => {
      const result = found[index]!;
      const changes = result.status === 'fulfilled' ? (result.value as readonly Change[]) : [];
      return changes.length === 0 ? [] : [{ ...member, changes }];
    });
    const applied = await this.#told(
      differing,
      differing.length === 0 ? [] : await kind.groupable!.applyAll!(differing, this.stop.signal),
    );
    const left = await this.#told(members, await kind.groupable!.checkAll!(members, this.stop.signal));
    return Object.fromEntries(
      Object.keys(left).map((name) => [name, typeof applied[name] === 'string' ? applied[name] : left[name]]),
    );
  }

  async #told(
    members: readonly Member<unknown>[],
    answers: readonly (PromiseSettledResult<unknown> | Promise<PromiseSettledResult<unknown>>)[],
  ): Promise<Record<string, unknown>> {
    const results = await Promise.all(answers);
    const told = members.map(({ ctx: { name } }, index) => {
      const result = results[index]!;
      if (result.status === 'fulfilled') return [name, result.value ?? []];
      this.errors.set(name, result.reason);
      return [name, result.reason.code ?? String(result.reason)];
    });
    return Object.fromEntries(told);
  }
}
