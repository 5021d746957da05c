/**
 * Names a service and carries its type, so that `services.get(WATCHER)` is a `Watcher`.
 *
 * A token is a plain symbol, registered in the engine's container by whoever composes the engine
 * (`container.register(WATCHER, { useValue: … })`), or by a plugin that brings its own.
 */
export type ServiceToken<T> = symbol & { readonly '~service'?: T };

/** Makes a token. Tokens of one name are equal, also between two installed copies of a package. */
export function serviceToken<T>(name: string): ServiceToken<T> {
  return Symbol.for(`homeostat.${name}`) as ServiceToken<T>;
}

/** How a hook reaches what it needs from outside. */
export interface Services {
  /** The service behind a token. Throws a Problem `SERVICE_MISSING` when this build of the engine has none. */
  get<T>(token: ServiceToken<T>): T;
}

/**
 * Something armed that can be taken down again. After `close` resolves it makes no further call. The engine waits 10 s for that and
 * then goes on, with a warning.
 */
export interface Watch {
  close(): void | Promise<void>;
}

/** Watches paths, whatever the kernel offers for it. */
export interface Watcher {
  /**
   * Returns a watch that is armed, or a promise of one: from then on each change of what is at `path` (made, written,
   * renamed, removed, chmod, chown) is followed by a call of `notify`. The watch follows the path and not the inode, so the
   * path and its parents may be missing, come, move away and be replaced. A needless notice may come; what happened is
   * never said. Cheap enough to be called for each of a million paths.
   *
   * @param path absolute
   */
  watch(path: string, notify: () => void, options?: WatchOptions): Watch | Promise<Watch>;
}

export interface WatchOptions {
  /**
   * How far it reaches when there is a directory at `path`. `self` (the default): what is at `path` and nothing in it;
   * `entries`: also what is directly in it; `tree`: also everything below. Links below `path` are not followed.
   */
  readonly scope?: 'self' | 'entries' | 'tree';
}

/** What the running graph declares; for a kind that must leave alone what other resources keep. */
export interface Declared {
  /**
   * The values of all identities of a type: `identities('path')` are the paths that are kept. The same set until a
   * change-over alters it.
   */
  identities(type: string): ReadonlySet<string>;
  /** Calls back after each change-over that alters them, before any resource of the new graph is checked. */
  watch(type: string, notify: () => void): Watch;
}

/** Time, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds that never run backwards. The zero is arbitrary. */
  now(): number;
  /** Calls back once, `ms` from now. Returns what calls it off. A pending call must not keep a process alive. */
  schedule(ms: number, callback: () => void): () => void;
}

/** What a resource is remembered by between runs: one JSON value for each `kind[name]`. */
export interface StateStore {
  get(id: string): Promise<unknown>;
  set(id: string, value: unknown): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Where log lines go. Never given a secret. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const WATCHER = serviceToken<Watcher>('watcher');
export const DECLARED = serviceToken<Declared>('declared');
export const CLOCK = serviceToken<Clock>('clock');
export const STATE_STORE = serviceToken<StateStore>('state-store');
export const LOGGER = serviceToken<Logger>('logger');

/** The watch of what nothing outside can change. */
export const nothingToWatch: Watch = { close() {} };
