import { EventEmitter, once } from 'node:events';
import { SYSTEM_BUS } from '@homeostat/bus';
import { createEngine, type Engine, type EngineEvent } from '@homeostat/engine';
import {
  CLOCK,
  type Clock,
  definePlugin,
  defineResource,
  nothingToWatch,
  WATCHER,
} from '@homeostat/resource';
import { z } from 'zod';
import { svcPlugin } from '../svc-plugin.ts';
import type { World } from './world.ts';

type Params = Readonly<Record<string, unknown>>;
type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;

/** Something that notifies others when a test says so. */
class Bell {
  #notify = () => {};
  #rung = false;

  readonly plugin = definePlugin({
    name: 'bell',
    resources: [
      defineResource({
        kind: 'bell',
        description: 'Changes when it is rung',
        params: z.strictObject({}),
        check: () => (this.#rung ? [{ property: 'rung', from: 'no', to: 'yes' }] : []),
        apply: () => {
          this.#rung = false;
        },
        watch: (_params, notify) => {
          this.#notify = notify;
          return nothingToWatch;
        },
      }),
    ],
  });

  ring(): void {
    this.#rung = true;
    this.#notify();
  }
}

/** An engine that keeps units of a world, and all that it told. */
export class Keeper {
  readonly events: EngineEvent[] = [];
  readonly bell = new Bell();
  readonly #arrivals = new EventEmitter();
  readonly #engine: Engine;

  constructor(world: Pick<World, 'bus' | 'watcher'>, clock?: Clock) {
    this.#engine = createEngine({
      plugins: [svcPlugin, this.bell.plugin],
      configure(container) {
        container.register(SYSTEM_BUS, { useValue: world.bus });
        container.register(WATCHER, { useValue: world.watcher });
        if (clock) container.register(CLOCK, { useValue: clock });
      },
    });
    this.#engine.on((event) => {
      this.events.push(event);
      this.#arrivals.emit('event');
    });
  }

  /** Declares these units, each notified by the bell, and waits until nothing is left to do. */
  async keep(units: Readonly<Record<string, Params>>): Promise<void> {
    await this.declare(units);
    await this.#engine.converged(0);
  }

  async declare(units: Readonly<Record<string, Params>>): Promise<void> {
    const bell = { kind: 'bell', name: 'bell' };
    const svc = Object.entries(units).map(([name, params]) => ({ kind: 'svc', name, params }));
    await this.#engine.changeOver({
      resources: [{ ...bell, params: {} }, ...svc],
      edges: svc.map(({ kind, name }) => ({ from: bell, to: { kind, name }, notify: true })),
    });
  }

  all<T extends EngineEvent['type']>(type: T, unit?: string): EventOf<T>[] {
    return this.events.filter(
      (event): event is EventOf<T> =>
        event.type === type && (unit === undefined || ('id' in event && event.id === `svc[${unit}]`)),
    );
  }

  /** Resolves to the so-manieth event of a type about a unit. */
  async told<T extends EngineEvent['type']>(type: T, unit?: string, count = 1): Promise<EventOf<T>> {
    for (;;) {
      const found = this.all(type, unit);
      if (found.length >= count) return found[count - 1]!;
      await once(this.#arrivals, 'event');
    }
  }

  /** The code of the problem that a unit has. */
  async failure(unit: string, count = 1): Promise<string> {
    const { problem } = await this.told('failed', unit, count);
    return problem.code;
  }

  /** What was changed of a unit, as in `state: stopped → running`. */
  changes(unit: string): string[] {
    return [...this.all('changed', unit), ...this.all('refreshed', unit)].flatMap(({ changes }) =>
      changes.map(({ property, from, to }) => `${property}: ${from} → ${to}`),
    );
  }

  async end(): Promise<void> {
    // The second one ends what waits.
    await Promise.all([this.#engine.stop(), this.#engine.stop()]);
  }
}
