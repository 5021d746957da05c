import 'reflect-metadata';
import {
  CLOCK,
  type Clock,
  DECLARED,
  type Declarations,
  type Declared,
  LOGGER,
  type Logger,
  type Services,
  type ServiceToken,
  STATE_STORE,
  type StateStore,
  systemClock,
} from '@homeostat/resource';
import { type DependencyContainer, container as root } from 'tsyringe';
import { compile } from './compile/compile.ts';
import { kindsOf } from './compile/kinds.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { serviceMissing } from './errors.ts';
import { AUTO_GROUPER, type AutoGrouper } from './grouping/auto-grouper.ts';
import { ChainGrouper } from './grouping/chain-grouper.ts';
import { DeclaredIdentities } from './run/declared-identities.ts';
import { EventHub } from './run/event-hub.ts';
import { MemoryStateStore } from './run/memory-state-store.ts';
import { Runner } from './run/runner.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Composes an engine. Throws Problems when the plugins do not fit each other or this engine.
 *
 * @example
 * const engine = createEngine({ plugins: [corePlugin, filePlugin] });
 * await engine.changeOver({ resources: [{ kind: 'file', name: '/etc/motd', params: { content: 'Hello\n' } }], edges: [] });
 * await engine.converged(0);
 * await engine.stop();
 */
export function createEngine(options: EngineOptions): Engine {
  const kinds = kindsOf(options.plugins);
  const container = root.createChildContainer();
  container.register<Clock>(CLOCK, { useValue: systemClock });
  container.register<Logger>(LOGGER, { useValue: silent });
  container.register<StateStore>(STATE_STORE, { useValue: new MemoryStateStore() });
  container.register<AutoGrouper>(AUTO_GROUPER, { useValue: new ChainGrouper() });
  const declared = new DeclaredIdentities();
  container.register<Declared>(DECLARED, { useValue: declared });
  options.configure?.(container);

  const services = servicesOf(container);
  const log = services.get(LOGGER);
  const events = new EventHub(log);
  const runner = new Runner({
    clock: services.get(CLOCK),
    log,
    services,
    events,
    declared,
    noop: options.noop ?? false,
    sema: options.sema,
    watch: options.watch ?? true,
  });
  const lookups = new AbortController();
  const compileOne = (declarations: Declarations) =>
    compile(declarations, { kinds, grouper: services.get(AUTO_GROUPER), services, signal: lookups.signal });
  // One change-over at a time, in the order asked for.
  let last: Promise<void> = Promise.resolve();

  return {
    kinds: [...kinds.keys()].sort(),
    compile: compileOne,
    changeOver(declarations) {
      const next = runner.changeOver(last.then(() => compileOne(declarations)));
      // Without the plan, which may be large.
      last = next.then(
        () => {},
        () => {},
      );
      return next;
    },
    on: (listener) => events.on(listener),
    converged: (seconds) => runner.converged(seconds),
    summary: () => runner.summary(),
    async stop() {
      lookups.abort();
      await runner.stop();
    },
  };
}

/** One of each for the whole engine. Hooks ask for them a hundred thousand times, and the container takes 2 µs for an answer. */
function servicesOf(container: DependencyContainer): Services {
  const resolved = new Map<ServiceToken<unknown>, unknown>();
  return {
    get<T>(token: ServiceToken<T>): T {
      if (resolved.has(token)) return resolved.get(token) as T;
      if (!container.isRegistered(token)) throw serviceMissing(token);
      const service = container.resolve<T>(token);
      resolved.set(token, service);
      return service;
    },
  };
}
