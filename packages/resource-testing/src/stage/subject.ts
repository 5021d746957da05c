import type { Vertex } from '@homeostat/engine';
import {
  type Change,
  formatProblem,
  LOGGER,
  type Member,
  Problem,
  type ResourceContext,
  STATE_STORE,
  type Watch,
} from '@homeostat/resource';
import { HookFailed } from '../broken.ts';
import type { Stage } from './stage.ts';
import { within } from './within.ts';

const never = new AbortController().signal;

/** One resource on a stage, whose hooks are called as the engine calls those of a resource that is alone. */
export class Subject {
  readonly vertex: Vertex;
  readonly #stage: Stage;

  constructor(stage: Stage, vertex: Vertex) {
    this.#stage = stage;
    this.vertex = vertex;
  }

  check(signal: AbortSignal = never): Promise<readonly Change[]> {
    const { resource, params } = this.vertex;
    return this.#call('check', async () => {
      if (resource.check) return resource.check(params, this.#context(signal));
      const answers = await resource.groupable?.checkAll?.([this.member(signal)], signal);
      return answers ? fulfilled(await answers[0]!) : [];
    });
  }

  apply(changes: readonly Change[], signal: AbortSignal = never): Promise<void> {
    const { resource, params } = this.vertex;
    return this.#call('apply', async () => {
      if (resource.apply) return resource.apply(changes, params, this.#context(signal));
      const answers = await resource.groupable?.applyAll?.([{ ...this.member(signal), changes }], signal);
      if (answers) fulfilled(await answers[0]!);
    });
  }

  /** Resolves once armed. */
  watch(notify: () => void): Promise<Watch | undefined> {
    const { resource, params, bucket } = this.vertex;
    return this.#call('watch', async () => {
      if (bucket === undefined || !resource.groupable?.watchAll)
        return resource.watch?.(params, notify, this.#context(never));
      const set = await resource.groupable.watchAll(this.#stage.services);
      const member = this.member();
      await set.add(member, notify);
      return {
        close: async () => {
          await set.remove(member);
          await set.close();
        },
      };
    });
  }

  /** As the hooks of a group get it. */
  member(signal: AbortSignal = never): Member<unknown> {
    return { params: this.vertex.params, ctx: this.#context(signal) };
  }

  async #call<T>(hook: string, call: () => Promise<T>): Promise<T> {
    const answer = call().catch((cause) => {
      const why = cause instanceof Problem ? formatProblem(cause) : String(cause);
      throw new HookFailed(`${hook} failed: ${why}`, { cause });
    });
    return within(this.#stage.setting.deadlineMs, `${hook} ends`, answer);
  }

  #context(signal: AbortSignal): ResourceContext {
    const { id, name } = this.vertex;
    const { services, told } = this.#stage;
    const store = services.get(STATE_STORE);
    return {
      id,
      name,
      signal,
      killSignal: never,
      services,
      log: services.get(LOGGER),
      memory: {
        recall: () => store.get(id),
        remember: (value) => store.set(id, value),
        forget: () => store.delete(id),
      },
      output: (text) => void told.push(text),
      progress: ({ step }) => void told.push(step),
    };
  }
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
