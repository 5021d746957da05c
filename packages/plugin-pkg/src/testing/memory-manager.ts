import { Problem } from '@homeostat/resource';
import { compareVersions } from '../apt/compare-versions.ts';
import type {
  PackageBackend,
  PackageStatus,
  Transaction,
  TransactionContext,
} from '../backend/package-backend.ts';

interface State {
  condition: PackageStatus['condition'];
  version?: string;
  held?: boolean;
}

/** What a package can be, besides being offered. */
export interface Traits {
  /** The first is the manager's choice. */
  readonly available?: readonly string[];
  /** Packages that can't be installed beside it. */
  readonly conflicts?: readonly string[];
  /** Packages that must be installed, or come in the same transaction. */
  readonly depends?: readonly string[];
  /** Its installation fails. */
  readonly broken?: boolean;
  /** The manager says that it was installed, and it is not. */
  readonly phantom?: boolean;
  readonly files?: readonly string[];
}

/** A package manager in memory: all or nothing, and as strict as apt. */
export class MemoryManager implements PackageBackend {
  readonly name = 'memory';
  readonly compareVersions = compareVersions;
  /** Its machine is an amd64. */
  readonly canonicalName = (name: string) => name.replace(/:(?:amd64|all)$/, '');
  readonly repository = new Map<string, Traits>();
  /** What a refresh adds to the repository. */
  readonly published = new Map<string, Traits>();
  readonly states = new Map<string, State>();
  readonly transactions: Transaction[] = [];
  readonly looks: { readonly names: readonly string[]; readonly available: boolean }[] = [];
  readonly fileListings: (readonly string[])[] = [];
  readonly #watches = new Set<() => void>();
  refreshes = 0;
  /** Thrown by each transaction. */
  outage: Error | undefined;
  /** Whether a transaction that fails has done what could be done, as dpkg does. */
  goesOn = false;

  async look(names: readonly string[], { available }: { available: boolean }): Promise<PackageStatus[]> {
    this.looks.push({ names, available });
    return names.map((name) => {
      const {
        condition,
        version,
        held = false,
      }: State = this.states.get(this.canonicalName(name)) ?? { condition: 'absent' };
      return {
        name,
        condition,
        ...(version !== undefined && { version }),
        held,
        ...(available && { available: this.repository.get(this.canonicalName(name))?.available ?? [] }),
      };
    });
  }

  async refresh(): Promise<void> {
    this.refreshes += 1;
    for (const [name, traits] of this.published) this.repository.set(name, traits);
    this.tell();
  }

  async transact(transaction: Transaction, context: TransactionContext): Promise<void> {
    this.transactions.push(transaction);
    context.output(`transaction ${this.transactions.length}\n`);
    if (this.outage) throw this.outage;
    const before = new Map(this.states);
    const bad = this.#change(transaction, context);
    if (bad !== undefined && !this.goesOn) {
      this.states.clear();
      for (const [name, state] of before) this.states.set(name, state);
    }
    this.tell();
    if (bad !== undefined) throw new Problem('PACKAGE_SCRIPT_FAILED', bad);
  }

  async hold(names: readonly string[], held: boolean): Promise<void> {
    for (const name of names) this.states.get(name)!.held = held;
    this.tell();
  }

  async suggest(_name: string): Promise<string | undefined> {
    return undefined;
  }

  async filesOf(names: readonly string[]): Promise<readonly (readonly string[] | undefined)[]> {
    this.fileListings.push(names);
    return names.map((name) => (this.isThere(name) ? this.repository.get(name)?.files : undefined));
  }

  async watch(notify: () => void) {
    this.#watches.add(notify);
    return { close: () => void this.#watches.delete(notify) };
  }

  get watches(): number {
    return this.#watches.size;
  }

  /** Somebody else changed something. */
  tell(): void {
    for (const notify of this.#watches) notify();
  }

  /** Well or broken. */
  isThere(name: string): boolean {
    const condition = this.states.get(name)?.condition;
    return condition === 'installed' || condition === 'broken';
  }

  /** Makes what can be made; returns what was wrong with the first that can't. */
  #change(transaction: Transaction, context: TransactionContext): string | undefined {
    const { install, remove, purge, allowRemoveDependents } = transaction;
    let bad: string | undefined;
    for (const name of [...remove, ...purge]) {
      const dependents = this.#names().filter(
        (other) => this.#traits(other).depends?.includes(name) && !remove.includes(other),
      );
      if (dependents.length > 0 && !allowRemoveDependents) bad ??= `${name} is needed by ${dependents}`;
      else this.states.set(name, { condition: purge.includes(name) ? 'absent' : 'config-files' });
    }
    const coming = new Set(install.map(({ name }) => name));
    for (const { name, version } of install) {
      context.progress(name, { step: 'installing', percent: 50 });
      const rivals = this.#conflicts(name).filter((other) => !transaction.keep.includes(other));
      if (allowRemoveDependents) for (const other of rivals) this.states.delete(other);
      const wrong = this.#obstacle(name, coming);
      const state = this.states.get(name);
      if (state?.held) bad ??= `${name} is held`;
      else if (wrong !== undefined) bad ??= wrong;
      else if (this.#traits(name).broken) {
        bad ??= `a script of ${name} failed`;
        this.states.set(name, { condition: 'broken', version: version ?? this.#traits(name).available![0]! });
      } else if (!this.#traits(name).phantom) {
        this.states.set(name, {
          condition: 'installed',
          version: version ?? this.#traits(name).available?.[0] ?? state!.version!,
        });
      }
    }
    return bad;
  }

  #obstacle(name: string, coming: ReadonlySet<string>): string | undefined {
    const there = new Set([...this.#names(), ...coming]);
    const rivals = this.#conflicts(name).filter((other) => there.has(other));
    if (rivals.length > 0) return `${name} conflicts with ${rivals}`;
    const missing = (this.#traits(name).depends ?? []).filter((other) => !there.has(other));
    return missing.length > 0 ? `${name} needs ${missing}` : undefined;
  }

  #conflicts(name: string): readonly string[] {
    return this.#traits(name).conflicts ?? [];
  }

  #traits(name: string): Traits {
    return this.repository.get(name) ?? {};
  }

  #names(): string[] {
    return [...this.states.keys()].filter((name) => this.isThere(name));
  }
}
