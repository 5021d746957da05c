import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { type Bus, BusError, getProperties, getProperty } from '@homeostat/bus';
import { type Clock, Problem, pause } from '@homeostat/resource';
import { systemdMissing } from '../errors.ts';

export const serviceName = 'org.freedesktop.systemd1';
export const managerPath = '/org/freedesktop/systemd1';
export const managerInterface = `${serviceName}.Manager`;

/**
 * How long systemd, or the bus, may be away after it was there: a new start of either takes well under a second.
 *
 * @unit milliseconds
 */
const awayMs = 15_000;
const lookAgainMs = 50;

/** A large machine takes longer than other calls may. @unit milliseconds @source the limit of systemctl for it */
const reloadMs = 90_000;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

/** What systemd of one bus is asked. A call outlives a new start of systemd or of the bus: it is then made again. */
export class Manager {
  readonly bus: Bus;
  readonly isSession: boolean;
  readonly #clock: Clock;
  #hasAnswered = false;

  constructor(bus: Bus, isSession: boolean, clock: Clock) {
    this.bus = bus;
    this.isSession = isSession;
    this.#clock = clock;
  }

  /** The answer's first value. */
  async call(
    member: string,
    signature = '',
    body: readonly unknown[] = [],
    options: CallOptions = {},
  ): Promise<unknown> {
    const call = {
      destination: serviceName,
      path: managerPath,
      interface: managerInterface,
      member,
      signature,
      body,
    };
    const [value] = await this.#persist(options.signal, () =>
      this.bus.call({ ...call, ...defined(options) }),
    );
    return value;
  }

  /** The path of a unit's object, also of one that does not exist. */
  async unitPath(unit: string, signal?: AbortSignal): Promise<string> {
    return (await this.call('LoadUnit', 's', [unit], { signal })) as string;
  }

  /** The properties of an object on one of systemd's interfaces: `Unit`, `Service`. */
  properties(path: string, of: string, signal?: AbortSignal): Promise<Record<string, unknown>> {
    const object = { destination: serviceName, path, interface: `${serviceName}.${of}` };
    return this.#persist(signal, () => getProperties(this.bus, { ...object, ...defined({ signal }) }));
  }

  property(path: string, of: string, name: string, signal?: AbortSignal): Promise<unknown> {
    const object = { destination: serviceName, path, interface: `${serviceName}.${of}`, name };
    return this.#persist(signal, () => getProperty(this.bus, { ...object, ...defined({ signal }) }));
  }

  async reload(signal: AbortSignal | undefined): Promise<void> {
    await this.call('Reload', '', [], { signal, timeoutMs: reloadMs });
  }

  async #persist<T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
    // Hundreds of calls may go by one signal.
    if (signal) setMaxListeners(0, signal);
    let until: number | undefined;
    for (;;) {
      try {
        const answer = await ask();
        this.#hasAnswered = true;
        return answer;
      } catch (error) {
        if (!isAway(error)) throw error;
        if (!this.#hasAnswered) throw this.#whyMissing(error);
        until ??= this.#clock.now() + awayMs;
        if (this.#clock.now() > until) throw error;
        await pause(this.#clock, lookAgainMs, signal);
      }
    }
  }

  #whyMissing(error: Problem): Problem {
    if (error.code === 'BUS_SERVICE_UNKNOWN') return systemdMissing(this.isSession, error);
    const isElsewhere =
      !this.isSession && error.code === 'BUS_UNREACHABLE' && !existsSync('/run/systemd/system');
    return isElsewhere ? systemdMissing(false, error) : error;
  }
}

const away = ['BUS_LOST', 'BUS_UNREACHABLE', 'BUS_SERVICE_UNKNOWN'];

/** Not where an answer only takes long: what is asked twice is done twice. */
function isAway(error: unknown): error is Problem {
  if (error instanceof BusError && error.errorName === 'org.freedesktop.DBus.Error.NoReply') return true;
  return error instanceof Problem && away.includes(error.code);
}

/** Without what is undefined. */
function defined({ signal, timeoutMs }: CallOptions): { signal?: AbortSignal; timeoutMs?: number } {
  return { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
}
