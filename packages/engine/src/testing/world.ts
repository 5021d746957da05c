import {
  CLOCK,
  type Declarations,
  definePlugin,
  defineResource,
  type Member,
  type Plugin,
  type ResourceContext,
  type ResourceDeclaration,
} from '@homeostat/resource';
import type { DependencyContainer } from 'tsyringe';
import { z } from 'zod';
import { createEngine } from '../create-engine.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import type { EngineEvent } from '../events.ts';
import { ManualClock, settled } from './manual-clock.ts';

const cellParams = z.strictObject({
  value: z.string().describe('What the cell is to hold'),
  group: z.string().default('all').describe('Cells of one group may share a unit'),
  secret: z.boolean().default(false).describe('Whether the value must not be seen'),
});
type CellParams = z.output<typeof cellParams>;

/**
 * A world of named cells that hold text. It notes each hook call, and can be told to fail or to hold one:
 * `check a`, `apply a`, `refresh a`, `watch a`, or `checkAll`, `applyAll` for those of a group.
 *
 * Two kinds live in it: `cell`, each for itself, and `batch`, grouped with checkAll, applyAll and watchAll.
 */
export class World {
  readonly cells = new Map<string, string>();
  readonly calls: string[] = [];
  readonly failing = new Set<string>();
  /** Applied without effect. */
  readonly stuck = new Set<string>();
  readonly watched = new Map<string, Set<() => void>>();
  openSets = 0;
  aborted: string[] = [];
  readonly #held = new Map<string, Promise<void>>();

  /** Something outside writes a cell, and every watch on it speaks. */
  write(name: string, value: string): void {
    this.cells.set(name, value);
    for (const notify of this.watched.get(name) ?? []) notify();
  }

  /** Makes a call wait until the returned function is called. */
  hold(call: string): () => void {
    let release!: () => void;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held.set(call, held);
    return () => {
      if (this.#held.get(call) === held) this.#held.delete(call);
      release();
    };
  }

  /** The calls since the last time, and forgets them. */
  takeCalls(): string[] {
    return this.calls.splice(0);
  }

  get watchCount(): number {
    return [...this.watched.values()].reduce((sum, set) => sum + set.size, 0);
  }

  async #enter(call: string, signal: AbortSignal): Promise<void> {
    this.calls.push(call);
    const held = this.#held.get(call);
    if (held) {
      await Promise.race([
        held,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short')))),
      ]).catch((error) => {
        this.aborted.push(call);
        throw error;
      });
    }
    if (this.failing.has(call)) throw new Error(`${call} fails`);
  }

  async #check(name: string, { value, secret }: CellParams, signal: AbortSignal) {
    await this.#enter(`check ${name}`, signal);
    return this.cells.get(name) === value
      ? []
      : [{ property: 'value', from: this.cells.get(name), to: value, secret }];
  }

  async #apply(name: string, { value }: CellParams, signal: AbortSignal) {
    await this.#enter(`apply ${name}`, signal);
    if (!this.stuck.has(name)) this.cells.set(name, value);
  }

  async #refresh(name: string, applied: readonly unknown[], ctx: ResourceContext) {
    await this.#enter(`refresh ${name}${applied.length > 0 ? ' after apply' : ''}`, ctx.signal);
    return [{ property: 'refreshed', to: true }];
  }

  #listen(name: string, notify: () => void) {
    const set = this.watched.get(name) ?? new Set();
    this.watched.set(name, set.add(notify));
    return { close: () => void set.delete(notify) };
  }

  readonly plugin: Plugin = definePlugin({
    name: 'world',
    resources: [
      defineResource({
        kind: 'cell',
        description: 'A cell that stands for itself',
        params: cellParams,
        check: (params, ctx) => this.#check(ctx.name, params, ctx.signal),
        apply: (_changes, params, ctx) => this.#apply(ctx.name, params, ctx.signal),
        refresh: (applied, _params, ctx) => this.#refresh(ctx.name, applied, ctx),
        watch: async (_params, notify, ctx) => {
          await this.#enter(`watch ${ctx.name}`, ctx.signal);
          return this.#listen(ctx.name, notify);
        },
        identities: (params) => [{ type: 'value', value: params.value }],
      }),
      defineResource({
        kind: 'batch',
        description: 'A cell that is grouped',
        params: cellParams,
        refresh: (applied, _params, ctx) => this.#refresh(ctx.name, applied, ctx),
        groupable: {
          key: ({ group }) => group,
          checkAll: async (members, signal) => {
            await this.#enter('checkAll', signal);
            return Promise.allSettled(
              members.map(({ params, ctx }) => this.#check(ctx.name, params, signal)),
            );
          },
          applyAll: async (members, signal) => {
            await this.#enter(`applyAll ${members.length}`, signal);
            return Promise.allSettled(
              members.map(({ params, ctx }) => this.#apply(ctx.name, params, signal)),
            );
          },
          watchAll: () => {
            this.openSets += 1;
            const watches = new Map<Member<CellParams>, { close(): void }>();
            return {
              add: (member, notify) => void watches.set(member, this.#listen(member.ctx.name, notify)),
              remove: (member) => {
                watches.get(member)!.close();
                watches.delete(member);
              },
              close: () => {
                this.openSets -= 1;
              },
            };
          },
        },
      }),
    ],
  });
}

/** An engine over a world, with time in the test's hand. */
export class Bench {
  readonly clock = new ManualClock();
  readonly events: EngineEvent[] = [];
  readonly engine: Engine;
  readonly world: World;

  constructor(world: World, options: Partial<EngineOptions> = {}) {
    this.world = world;
    this.engine = createEngine({
      plugins: [world.plugin],
      ...options,
      configure: (container: DependencyContainer) => {
        container.register(CLOCK, { useValue: this.clock });
        options.configure?.(container);
      },
    });
    this.engine.on((event) => this.events.push(event));
  }

  /** Changes over and lets everything settle that needs no time. */
  async run(declarations: Declarations): Promise<void> {
    await this.engine.changeOver(declarations);
    await settled();
  }

  /** Lets everything settle that needs no time. */
  async settle(): Promise<void> {
    await settled();
  }

  /** The events of one type, and of one resource if named. */
  told<T extends EngineEvent['type']>(type: T, id?: string): Extract<EngineEvent, { type: T }>[] {
    return this.events.filter(
      (event): event is Extract<EngineEvent, { type: T }> =>
        event.type === type && (id === undefined || ('id' in event && event.id === id)),
    );
  }

  async state(): Promise<Record<string, string>> {
    await settled();
    const states: Record<string, string> = {};
    for (const event of this.events) if (event.type === 'state') states[event.id] = event.state;
    return states;
  }
}

interface Cell {
  readonly kind?: string;
  readonly value?: string;
  readonly group?: string;
  readonly secret?: boolean;
  readonly meta?: Record<string, unknown>;
}

/** Cells by name, and edges in short: `a>b`, or `a=>b` for one that notifies. The value is `on` unless said otherwise. */
export function declare(cells: Record<string, Cell>, edges: string = ''): Declarations {
  const resources: ResourceDeclaration[] = Object.entries(cells).map(
    ([name, { kind = 'cell', meta, ...params }]) => ({
      kind,
      name,
      params: { value: 'on', ...params },
      ...(meta && { meta }),
    }),
  );
  const ref = (name: string) => ({ kind: cells[name]?.kind ?? 'cell', name });
  return {
    resources,
    edges: edges
      .split(' ')
      .filter((edge) => edge !== '')
      .map((edge) => {
        const [, from, arrow, to] = /^(\w+)(=?>)(\w+)$/.exec(edge)!;
        return { from: ref(from!), to: ref(to!), notify: arrow === '=>' };
      }),
  };
}
