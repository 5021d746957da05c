import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineOptions, type Vertex } from '@homeostat/engine';
import {
  type Declarations,
  definePlugin,
  LOGGER,
  type Logger,
  type ResourceDeclaration,
  type Services,
  type ServiceToken,
  STATE_STORE,
} from '@homeostat/resource';
import { serviceMissing } from '../errors.ts';
import type { AnyResource, OfferedService, Place, ResourceCase } from '../resource-cases.ts';
import { KeptStateStore } from './kept-state-store.ts';
import { Subject } from './subject.ts';
import { removeTree } from './tree.ts';

type Container = Parameters<NonNullable<EngineOptions['configure']>>[0];

/** What all stages of one test have in common. */
export interface Setting {
  readonly resource: AnyResource;
  readonly services: readonly OfferedService[];
  readonly deadlineMs: number;
}

/** A place with what is needed to run a resource in it: by its hooks, or by an engine. */
export class Stage implements Place {
  readonly dir: string;
  readonly setting: Setting;
  readonly services: Services;
  /** What was logged and printed. */
  readonly told: string[] = [];
  readonly store = new KeptStateStore();
  readonly #offered = new Map<symbol, unknown>();

  constructor(dir: string, setting: Setting) {
    this.dir = dir;
    this.setting = setting;
    const tell = (message: string) => void this.told.push(message);
    const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
    this.#offered.set(LOGGER, logger).set(STATE_STORE, this.store);
    for (const [token, make] of setting.services) this.#offered.set(token, make());
    this.services = this.#engineServices();
  }

  /** Sets the case up, and gives its resource. */
  async setUp(tried: ResourceCase): Promise<Subject> {
    const [subject] = await this.setUpAll([tried]);
    return subject!;
  }

  /** The same for several that share this place. */
  async setUpAll(group: readonly ResourceCase[]): Promise<Subject[]> {
    for (const tried of group) await tried.setUp?.(this);
    const vertices = await this.compile(group.map((tried) => this.declare(tried)));
    return group.map(({ name }) => new Subject(this, vertices.find((vertex) => vertex.name === name)!));
  }

  declare({ name, params }: ResourceCase): ResourceDeclaration {
    const { kind } = this.setting.resource;
    return { kind, name, params: typeof params === 'function' ? params(this) : params };
  }

  async compile(resources: Declarations['resources']): Promise<Vertex[]> {
    const { graph } = await this.engine().compile({ resources, edges: [] });
    return [...graph.vertices];
  }

  /** A new engine with the services of this stage. */
  engine(options: Pick<EngineOptions, 'noop'> = {}): Engine {
    const plugin = definePlugin({ name: 'tested', resources: [this.setting.resource] });
    return createEngine({ ...options, plugins: [plugin], configure: (container) => this.#equip(container) });
  }

  async close(): Promise<void> {
    for (const service of this.#offered.values()) {
      const { close } = service as { close?: () => unknown };
      await close?.call(service);
    }
  }

  #equip(container: Container): void {
    for (const [token, useValue] of this.#offered) container.register(token, { useValue });
  }

  #engineServices(): Services {
    let container: Container | undefined;
    createEngine({
      plugins: [],
      configure: (own) => {
        this.#equip(own);
        container = own;
      },
    });
    return {
      get<T>(token: ServiceToken<T>): T {
        if (!container?.isRegistered(token)) throw serviceMissing(token);
        return container.resolve<T>(token);
      },
    };
  }
}

/** Lends a new stage, and clears it away afterwards. */
export async function onStage<T>(setting: Setting, work: (stage: Stage) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), `homeostat-testing-${process.pid}-`));
  try {
    const stage = new Stage(dir, setting);
    try {
      return await work(stage);
    } finally {
      await stage.close();
    }
  } finally {
    await removeTree(dir);
  }
}
