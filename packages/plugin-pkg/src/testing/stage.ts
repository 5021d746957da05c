import {
  type Change,
  CLOCK,
  type Clock,
  DECLARED,
  LOGGER,
  nothingToWatch,
  type Progress,
  type ResourceContext,
  type Services,
  type ServiceToken,
} from '@homeostat/resource';
import type { PkgParams } from '../pkg/params.ts';
import { pkgOver } from '../pkg/pkg.ts';
import { MemoryManager, type Traits } from './memory-manager.ts';

/** Time that stands still until it is moved. */
class HandClock implements Clock {
  readonly #calls = new Map<() => void, number>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  schedule(ms: number, callback: () => void): () => void {
    const call = () => callback();
    this.#calls.set(call, this.#now + ms);
    return () => this.#calls.delete(call);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const [call, at] of this.#calls) if (at <= this.#now && this.#calls.delete(call)) call();
  }
}

type UserParams = Record<string, unknown>;

/** The kind over a package manager in memory, called as the engine calls it. */
export class Stage {
  readonly manager = new MemoryManager();
  readonly clock = new HandClock();
  readonly kind = pkgOver(async () => this.manager);
  readonly warnings: string[] = [];
  readonly outputs = new Map<string, string>();
  readonly progress = new Map<string, Progress>();
  readonly abort = new AbortController();
  /** What the graph holds, as far as it matters to others. */
  declared: readonly { readonly params: PkgParams }[] = [];

  readonly services: Services = {
    get: <T>(token: ServiceToken<T>): T => {
      const known = new Map<symbol, unknown>([
        [CLOCK, this.clock],
        [DECLARED, { identities: (type: string) => this.#identities(type), watch: () => nothingToWatch }],
        [LOGGER, this.#log],
      ]);
      return known.get(token) as T;
    },
  };

  readonly #log = {
    debug() {},
    info() {},
    warn: (message: string) => void this.warnings.push(message),
    error() {},
  };

  /** Packages that can be installed. */
  offer(packages: Record<string, Traits>): void {
    for (const [name, traits] of Object.entries(packages))
      this.manager.repository.set(name, { available: ['1.0'], ...traits });
  }

  install(...packages: readonly string[]): void {
    for (const one of packages) {
      const [name, version = '1.0'] = one.split('=');
      this.manager.states.set(name!, { condition: 'installed', version });
    }
  }

  member(name: string, params: UserParams = {}) {
    return { params: this.kind.params.parse({ name, ...params }), ctx: this.context(name) };
  }

  context(name: string): ResourceContext {
    return {
      name,
      id: `pkg[${name}]`,
      signal: this.abort.signal,
      killSignal: new AbortController().signal,
      services: this.services,
      log: this.#log,
      memory: { recall: async () => undefined, remember: async () => {}, forget: async () => {} },
      output: (text) => void this.outputs.set(name, (this.outputs.get(name) ?? '') + text),
      progress: (progress) => void this.progress.set(name, progress),
    };
  }

  async check(name: string, params: UserParams = {}): Promise<readonly Change[]> {
    const [answer] = await this.kind.groupable!.checkAll!([this.member(name, params)], this.abort.signal);
    const result = await answer!;
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  /** Checks, applies what differs, and tells of each: "done", or the code of its error. */
  async keep(declared: Record<string, UserParams>): Promise<Record<string, string>> {
    const members = Object.entries(declared).map(([name, params]) => this.member(name, params));
    this.declared = members;
    const checked = await Promise.all(await this.kind.groupable!.checkAll!(members, this.abort.signal));
    const told: Record<string, string> = {};
    const toApply = members.flatMap((member, index) => {
      const result = checked[index]!;
      told[member.ctx.name] = result.status === 'rejected' ? codeOf(result.reason) : 'done';
      const changes = result.status === 'fulfilled' ? result.value : [];
      return changes.length > 0 ? [{ ...member, changes }] : [];
    });
    if (toApply.length === 0) return told;
    const applied = await Promise.all(await this.kind.groupable!.applyAll!(toApply, this.abort.signal));
    for (const [index, { ctx }] of toApply.entries()) {
      const result = applied[index]!;
      if (result.status === 'rejected') told[ctx.name] = codeOf(result.reason);
    }
    return told;
  }

  #identities(type: string): ReadonlySet<string> {
    const all = this.declared.flatMap(({ params }) => this.kind.identities!(params));
    return new Set(all.filter((one) => one.type === type).map(({ value }) => value));
  }

  condition(name: string): string {
    const state = this.manager.states.get(name);
    return state?.condition === 'installed' ? state.version! : (state?.condition ?? 'absent');
  }
}

export function paramsOf(name: string, params: UserParams = {}): PkgParams {
  return new Stage().member(name, params).params;
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}
