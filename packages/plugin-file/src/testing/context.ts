import {
  CLOCK,
  type Clock,
  DECLARED,
  LOGGER,
  type Logger,
  nothingToWatch,
  type ResourceContext,
  type Services,
  type ServiceToken,
  STATE_STORE,
  type StateStore,
  WATCHER,
  type Watcher,
} from '@homeostat/resource';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export interface Given {
  readonly watcher?: Watcher;
  readonly clock?: Clock;
  readonly store?: StateStore;
  readonly log?: Logger;
  /** What other resources are known by. */
  readonly declared?: readonly string[];
  readonly memory?: Map<string, unknown>;
}

/** What is not given is not there, but for a store that is forgotten with the context. */
export function servicesOf(given: Given = {}): Services {
  const { watcher, clock, store = storeOf(new Map()), log = silent, declared = [] } = given;
  const services = new Map<symbol, unknown>([
    [WATCHER, watcher],
    [CLOCK, clock],
    [STATE_STORE, store],
    [LOGGER, log],
    [DECLARED, { identities: () => new Set(declared), watch: () => nothingToWatch }],
  ]);
  return {
    get<T>(token: ServiceToken<T>): T {
      const service = services.get(token);
      if (service === undefined) throw new Error(`no service ${String(token)}`);
      return service as T;
    },
  };
}

export function storeOf(values: Map<string, unknown>): StateStore {
  return {
    get: async (id) => values.get(id),
    set: async (id, value) => void values.set(id, value),
    delete: async (id) => void values.delete(id),
  };
}

export function contextOf(given: Given = {}): ResourceContext {
  return {
    name: 'x',
    id: 'file[x]',
    signal: new AbortController().signal,
    killSignal: new AbortController().signal,
    services: servicesOf(given),
    log: silent,
    memory: memoryOf(given.memory ?? new Map()),
    output() {},
    progress() {},
  };
}

function memoryOf(values: Map<string, unknown>): ResourceContext['memory'] {
  return {
    recall: async () => values.get('x'),
    remember: async (value) => void values.set('x', value),
    forget: async () => void values.delete('x'),
  };
}
