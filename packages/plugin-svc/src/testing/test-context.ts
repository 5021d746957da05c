import { type Bus, SESSION_BUS, SYSTEM_BUS } from '@homeostat/bus';
import { CLOCK, type Clock, type ResourceContext, WATCHER, type Watcher } from '@homeostat/resource';

interface Provided {
  readonly bus: Bus;
  readonly watcher?: Watcher;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** A context in which this is the bus of the machine, or of the user's session. */
export function testContext({ bus, watcher, clock, signal }: Provided): ResourceContext {
  const services = new Map<symbol, unknown>([
    [SYSTEM_BUS, bus],
    [SESSION_BUS, bus],
    [WATCHER, watcher],
    [CLOCK, clock],
  ]);
  const never = new AbortController().signal;
  return {
    name: 'test',
    id: 'svc[test]',
    signal: signal ?? never,
    killSignal: never,
    services: { get: <T>(token: symbol) => services.get(token) as T },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    memory: { recall: async () => undefined, remember: async () => {}, forget: async () => {} },
    output() {},
    progress() {},
  };
}
