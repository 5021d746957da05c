import { serviceToken, type Watch } from '@homeostat/resource';

/**
 * One connection to a message bus, for any number of users.
 *
 * It is made at the first use. When it is lost it is made again, after a growing delay and as long as the bus is open; what
 * was subscribed to is subscribed to again. What happened in between is not known: `onReconnect` says when to look again.
 *
 * How values look in JavaScript, both ways: `s`, `o` and `g` are strings; `b` is a boolean; `y`, `n`, `q`, `i`, `u` and `d` are
 * numbers; `x` and `t` are bigints; `ay` is a Buffer; other arrays and structs are arrays; `a{…}` is a plain object, whose keys
 * are strings whatever their type. A `v` is sent as a `Variant` and received as the value in it. There are no file
 * descriptors (`h`).
 */
export interface Bus {
  /**
   * Calls a method and resolves to the arguments of its answer. At most 64 calls are under way, further ones wait their turn.
   *
   * Rejects with a `BusError` when the answer is an error or does not come in time; with a Problem `BUS_UNREACHABLE` when
   * there is no bus, `BUS_LOST` when the connection ended before the answer (whether it was done is then unknown),
   * `BUS_MESSAGE_INVALID` when the body is not what the signature says; and with the reason of `signal` when that aborts.
   */
  call(call: BusCall): Promise<readonly unknown[]>;

  /**
   * Listens to signals. Resolves once the bus has the match rule: what is sent from then on is heard, over reconnects too.
   *
   * Signals come in the order they were sent. One may come before a call that caused it has resolved, so subscribe first and
   * keep what comes. After `close` the listener is not called again. Equal rules of several listeners are one rule on the bus.
   */
  subscribe(match: SignalMatch, listener: (signal: Signal) => void): Promise<Watch>;

  /** The unique name (`:1.5`) of who owns a well-known name; undefined when nobody does. Starts no service. */
  owner(name: string): Promise<string | undefined>;

  /**
   * Tells whenever a well-known name passes to another owner, or to nobody (undefined): its service was started, restarted or
   * ended. When the connection is lost nobody owns any name any more, until it is made again. Resolves once it is followed; who
   * owns it at that moment is no change, and not told.
   */
  onOwnerChange(name: string, listener: (owner: string | undefined) => void): Promise<Watch>;

  /** Tells each time the connection was made again and everything is subscribed to: signals were missed, look again. */
  onReconnect(listener: () => void): Watch;

  /** Ends the connection; what is under way rejects with `BUS_CLOSED`, as does every later use. */
  close(): Promise<void>;
}

export interface BusCall {
  /** The well-known or unique name of the service. A well-known one is started by the bus if it can be. */
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** The types of `body`. Default: none. */
  readonly signature?: string;
  readonly body?: readonly unknown[];
  /**
   * How long the answer may take once the call is sent. Default: 30 s, more than the 25 s that a bus gives a service to start.
   *
   * @unit milliseconds
   */
  readonly timeoutMs?: number;
  /** Gives up waiting. The service is not told. */
  readonly signal?: AbortSignal;
}

/** Which signals are listened to. Narrow rules are cheap; what matches none is never sent to this process. */
export interface SignalMatch {
  /**
   * Who sends it. A well-known name is its owner at the time, over restarts of the service. Without it signals of everybody
   * match, and any user of the machine can send one: leave it out only where a needless notice does no harm.
   */
  readonly sender?: string;
  readonly path?: string;
  /** The path, or one below it. Not together with `path`. */
  readonly pathNamespace?: string;
  readonly interface: string;
  readonly member: string;
  /** The first argument, when that is a string. */
  readonly arg0?: string;
}

export interface Signal {
  /** The unique name of the sender. */
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

/** The bus of the machine, where systemd, PackageKit and the like are. */
export const SYSTEM_BUS = serviceToken<Bus>('system-bus');

/** The bus of the user's session. */
export const SESSION_BUS = serviceToken<Bus>('session-bus');
