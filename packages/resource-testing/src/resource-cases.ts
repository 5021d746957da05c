import type { Change, Resource, Services } from '@homeostat/resource';

// biome-ignore lint/suspicious/noExplicitAny: its hooks get what its own schema made
export type AnyResource = Resource<any>;

/** The small world that one promise is tried in: fresh each time, and gone afterwards. */
export interface Place {
  /** A real directory, empty and of mode 0700. Whatever a case touches lies below it. */
  readonly dir: string;
  /** What the resource gets, too: the engine's services and those that the author gave. */
  readonly services: Services;
}

type Params = Readonly<Record<string, unknown>>;
type Awaitable<T> = T | Promise<T>;

/** What all cases have. */
export interface ResourceCase {
  /** Stands in the test's name, and is the name of the resource. */
  readonly name: string;
  /** As a user would write them; a function when they hold paths: `({ dir }) => ({ path: `${dir}/motd` })`. */
  readonly params: Params | ((place: Place) => Params);
  /** Makes the world that the case begins in. Called for each promise anew, with a new place. */
  setUp?(place: Place): Awaitable<void>;
  /**
   * Texts that must not be seen, as they stand in the params or in the world. They are looked for in everything
   * that is told: changes, errors, logs, output, and what is remembered.
   */
  readonly secrets?: readonly string[];
  /** Why the case can't be tried on this machine, if so: "needs root". It is then skipped aloud. */
  readonly skip?: string | false;
}

/** A world that differs from the params. */
export interface DriftedCase extends ResourceCase {
  /**
   * What the check must return: as many, in this order. Of each, only what is written here is compared, so
   * `{ property: 'content' }` is enough where the values don't matter.
   */
  readonly changes: readonly Partial<Change>[] | ((place: Place) => readonly Partial<Change>[]);
  /** Looks at the world after apply, past the resource's own check, and throws when it is not as declared. */
  after?(place: Place): Awaitable<void>;
}

/** Params that the schema must refuse. Nothing is set up for them. */
export interface RejectedCase {
  readonly name: string;
  readonly params: Params;
  /** What one of the messages must hold. */
  readonly message: string | RegExp;
  /** Where that message must point: the param, with dots for what lies deeper. */
  readonly path?: string;
  /** Texts that must be in none of the messages. */
  readonly secrets?: readonly string[];
}

/** A world in state, and what takes it out of state. */
export interface WatchedCase extends ResourceCase {
  /** Does what the watch must tell and the check must find. */
  drift(place: Place): Awaitable<void>;
}

/** A service for the resource: its token, and what makes it. If it has a `close`, that is called afterwards. */
export type OfferedService = readonly [token: symbol, make: () => unknown];

/** The data that an author gives to `testResource`. */
export interface ResourceCases {
  /** Worlds in which there is nothing to do. */
  readonly inSync?: readonly ResourceCase[];
  readonly drifted?: readonly DriftedCase[];
  readonly rejected?: readonly RejectedCase[];
  readonly watched?: readonly WatchedCase[];
  /** Members of one unit, at least two, all in one place. Let one of them fail, if one can. */
  readonly grouped?: readonly ResourceCase[];
  /** Beside the engine's own: a clock, a logger and a state store, each new for every place. */
  readonly services?: readonly OfferedService[];
  /**
   * How long any one step may take: a hook, a notice, a run of the engine.
   *
   * Too small: a busy machine fails good plugins. Too large: only a failing test takes that much longer.
   *
   * @unit milliseconds
   * @default 10_000
   */
  readonly deadlineMs?: number;
}
