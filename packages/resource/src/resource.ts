import type { z } from 'zod';
import type { Change } from './change.ts';
import type { ResourceContext } from './context.ts';
import type { Identity, Wish } from './identity.ts';
import type { Watch } from './service.ts';

type Awaitable<T> = T | Promise<T>;

/** One resource among those a group hook is called for. */
export interface Member<P> {
  readonly params: P;
  readonly ctx: ResourceContext;
}

/** A member together with what its check found. */
export interface MemberToApply<P> extends Member<P> {
  readonly changes: readonly Change[];
}

/**
 * One watch for many resources. It lives as long as any resource of its key does, and takes members while it runs:
 * regrouping and change-over never take a kept member's watch down.
 */
export interface WatchSet<P> {
  /** Resolves once armed for this member; `notify` is for this member alone. */
  add(member: Member<P>, notify: () => void): Awaitable<void>;
  remove(member: Member<P>): Awaitable<void>;
  /** Called after the last member was removed. */
  close(): Awaitable<void>;
}

/**
 * What a group hook answers: in the order of the members one result for each, in the form of `Promise.allSettled`, or a promise of it
 * for one that takes longer than the others. These are then told, and what depends on them goes on, without waiting for it.
 */
export type Answers<T> = readonly Awaitable<PromiseSettledResult<T>>[];

/**
 * What lets resources of one kind share a unit.
 *
 * A unit is an execution batch and nothing more: order, notify, meta parameters, failure and reporting stay with each
 * member. So every hook here answers member by member: one failing member never hides or fails another. If the hook itself
 * rejects, all its members have failed.
 *
 * All hooks but `key` are optional; for those left out the engine calls the resource's own hook for each member.
 */
export interface Groupable<P> {
  /**
   * Resources whose keys are equal may share a unit; `undefined`: never. Whatever widens trust or risk for a whole batch
   * (`allowUntrusted` and the like) belongs in the key.
   */
  key(params: P): string | undefined;
  /**
   * Whether members of a unit that have become due may be taken on while others of it are still being checked or applied: where a
   * member may take long and the others are none of its business. Left out: one batch of a unit after the other.
   */
  readonly concurrent?: boolean;
  checkAll?(members: readonly Member<P>[], signal: AbortSignal): Promise<Answers<readonly Change[]>>;
  applyAll?(members: readonly MemberToApply<P>[], signal: AbortSignal): Promise<Answers<void>>;
  /** One watch set for each key. What is said of the time `watch` has goes for it and for `add` together. */
  watchAll?(services: ResourceContext['services']): Awaitable<WatchSet<P>>;
}

/**
 * A kind of resource. One required part (`kind` and `params`) and optional hooks.
 *
 * The life of one resource, in the order of calls:
 *
 * 1. `identities` and `wishes`, once for each graph, to find automatic edges.
 * 2. `groupable.key`, once for each graph.
 * 3. `watch`, once all predecessors are in state, and again only if arming failed.
 * 4. `check`, after the watch is armed; again after each notice, poll or notification.
 * 5. `apply`, when the check found changes and the resource is not `noop`; then `check` once more. A difference that is
 *    left then is an error of the plugin (`APPLY_INCOMPLETE`).
 * 6. `refresh`, when a resource that this one listens to has changed.
 * 7. The watch is closed when the resource leaves the graph, is declared anew, or the engine stops.
 *
 * For one resource, 3 to 6 never overlap. A hook that throws has failed; retries are the engine's business. `wishes`, arming and
 * closing are not waited for without end: see there.
 */
export interface Resource<P = unknown> {
  /** Lower case; the word before the bracket in `file[/etc/motd]`. */
  readonly kind: string;
  /** What a resource of this kind keeps, in one sentence. */
  readonly description: string;
  /**
   * The params, described one by one. Use `z.strictObject`: an unknown key is then an error that names the key, the
   * line and the nearest valid key.
   */
  readonly params: z.ZodType<P>;
  /** The param that is the resource's name when it is not given: `path` of a file, `cmd` of an exec. */
  readonly namevar?: string;

  /**
   * Looks, and returns what differs from the params; nothing: in state. It never changes anything, so that a dry run is
   * a fact and not a promise, and it may be called at any time and any number of times. Without it the resource is
   * always in state.
   */
  check?(params: P, ctx: ResourceContext): Awaitable<readonly Change[]>;

  /** Makes the changes that the check found, all of them. May be called again after a failure half-way. */
  apply?(changes: readonly Change[], params: P, ctx: ResourceContext): Awaitable<void>;

  /**
   * Resolves once armed: from then on `notify` is called whenever the state may have changed. A needless notice costs
   * one check; a missed one is a bug. Resolves to `undefined` when there is nothing to listen to with these params;
   * the resource is then polled, as it is without this hook. Use `nothingToWatch` when nothing outside can change it.
   *
   * Armed later than the meta parameter `timeout` says (without it: 60 s), the resource has failed: `ctx.signal` is aborted, the
   * hook is called again later, and a watch that comes after all is closed. `ctx.signal` is of no use once the watch is armed.
   */
  watch?(params: P, notify: () => void, ctx: ResourceContext): Awaitable<Watch | undefined>;

  readonly groupable?: Groupable<P>;

  /**
   * Something this resource listens to has changed. Called after its own check and apply; `applied` is what that apply
   * just did, so that a service that was started this moment is not reloaded as well. Returns what it did, in the form of
   * changes; nothing: there was nothing to do. What it did is passed on along notify edges like any change.
   */
  refresh?(applied: readonly Change[], params: P, ctx: ResourceContext): Awaitable<readonly Change[]>;

  /** What this resource is known by. Pure. */
  identities?(params: P): readonly Identity[];

  /**
   * The automatic edges it would like. May look outside; if it throws, or has not answered when the graph's look-ups have taken
   * 60 s, this resource has none, and a warning says so.
   */
  wishes?(params: P, ctx: Pick<ResourceContext, 'signal' | 'services'>): Awaitable<readonly Wish[]>;
}

/**
 * What `defineResource` returns: a resource whose kind, schema and namevar the compiler knows.
 *
 * A config in TypeScript is checked against these types. They reach it through the type of the plugin, so export what
 * `definePlugin` returns without writing down a type for it.
 */
export type DefinedResource<K extends string, S extends z.ZodType, N extends string | undefined> = Resource<
  z.output<S>
> & { readonly kind: K; readonly params: S; readonly namevar?: N };

/**
 * Types a resource from its params schema to its hooks. Returns what it is given.
 *
 * @example
 * export const motd = defineResource({
 *   kind: 'motd',
 *   description: 'The text shown at login',
 *   params: z.strictObject({ text: z.string().describe('What is shown at login') }),
 *
 *   async check({ text }) {
 *     const present = await readFile('/etc/motd', 'utf8');
 *     return present === text ? [] : [{ property: 'text', from: present, to: text }];
 *   },
 *   async apply(_changes, { text }) {
 *     await writeFile('/etc/motd', text);
 *   },
 *   watch: (_params, notify, { services }) => services.get(WATCHER).watch('/etc/motd', notify),
 * });
 */
export function defineResource<
  const K extends string,
  S extends z.ZodType,
  const N extends string | undefined = undefined,
>(
  resource: Resource<z.output<S>> & { readonly kind: K; readonly params: S; readonly namevar?: N },
): DefinedResource<K, S, N> {
  return resource;
}
