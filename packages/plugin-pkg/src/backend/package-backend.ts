import type { Logger, Progress, Services, Watch } from '@homeostat/resource';

/**
 * A package manager, as the kind `pkg` uses it. It looks and changes; what is wanted, in which order, and who is to blame when a
 * transaction fails is the kind's business, and the same for all.
 *
 * A native back end for another manager is an object of this form.
 */
export interface PackageBackend {
  readonly name: string;

  /** Negative, 0 or positive: the manager's own order of versions. */
  compareVersions(a: string, b: string): number;

  /** One name for all names of a package: without the machine's own architecture, as far as the manager tells it. */
  canonicalName(name: string): string;

  /**
   * What there is of each name, in the order given. Changes nothing, fetches nothing from the network.
   *
   * @param what.available whether `PackageStatus.available` is wanted too, which may take a process or a second; a manager that
   *   knows it anyway tells it unasked
   * @param what.versions by name, a version that is wanted: to be in `available` if it can be had, where the manager does not list all
   */
  look(
    names: readonly string[],
    what: { readonly available: boolean; readonly versions?: ReadonlyMap<string, string> },
    signal: AbortSignal,
  ): Promise<readonly PackageStatus[]>;

  /** Fetches anew what the repositories offer. */
  refresh(context: TransactionContext): Promise<void>;

  /**
   * Makes these changes, all in one transaction of the manager, with all the dependencies that it brings along. Waits for the
   * manager's lock, asks nothing, and refuses to remove what nobody asked to remove unless `allowRemoveDependents`, and never what
   * is to be kept.
   *
   * Rejects with a Problem. That it resolves does not say that it was done: the kind looks again.
   */
  transact(transaction: Transaction, context: TransactionContext): Promise<void>;

  /** Keeps these at the version they have, or no longer. Rejects with `PACKAGE_UNSUPPORTED` where the manager has no holds. */
  hold(names: readonly string[], held: boolean, context: TransactionContext): Promise<void>;

  /** A hint for whoever asked for a name that the lists don't have, such as a name that is near. */
  suggest?(name: string, signal: AbortSignal): Promise<string | undefined>;

  /**
   * For each name, in the order given, the absolute paths that the package ships, directories with a trailing slash; `undefined`:
   * can't be known, as long as it is not installed.
   */
  filesOf(names: readonly string[], signal: AbortSignal): Promise<readonly (readonly string[] | undefined)[]>;

  /** Armed when it resolves: `notify` is called whenever the state of any package may have changed, by whomever. */
  watch(notify: () => void, services: Services): Promise<Watch>;
}

/** What there is of a package. */
export interface PackageStatus {
  readonly name: string;
  /**
   * `broken`: half installed, unpacked or not configured. `config-files`: removed, and its configuration is left. Where the manager
   * has no such thing it is never told.
   */
  readonly condition: 'installed' | 'broken' | 'config-files' | 'absent';
  /** The version that is installed, or broken. */
  readonly version?: string;
  readonly held: boolean;
  /** It is there only because others need it, and goes once they do: its installation, as the version that it is, makes it asked for. */
  readonly automatic?: true;
  /** The versions that could be installed, the one that the manager would take first. Empty: it knows none. */
  readonly available?: readonly string[];
}

/** One package that is to be there. */
export interface Installation {
  readonly name: string;
  /** Which of `PackageStatus.available`. Without it: that which the manager would take. */
  readonly version?: string;
}

export interface Transaction {
  /** At least one of the three is not empty; no name is there twice. */
  readonly install: readonly Installation[];
  readonly remove: readonly string[];
  /** Removed with their configuration. */
  readonly purge: readonly string[];
  readonly allowDowngrade: boolean;
  readonly allowUntrusted: boolean;
  readonly allowRemoveDependents: boolean;
  /** Names without architecture. These stay, whatever is allowed: others want them to be there. */
  readonly keep: readonly string[];
}

export interface TransactionContext {
  /** Aborted: to be ended as soon as that does no harm. Not in the middle of unpacking. */
  readonly signal: AbortSignal;
  /** Aborted: to be ended now, whatever that leaves behind. */
  readonly killSignal: AbortSignal;
  readonly log: Logger;
  readonly services: Services;
  /** `name`: the package it is about, which may be a dependency; `undefined`: all of them. */
  progress(name: string | undefined, progress: Progress): void;
  /** What the manager prints, for the person who has to find out why it failed. */
  output(text: string): void;
}
