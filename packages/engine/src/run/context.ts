import {
  LOGGER,
  type Logger,
  type Memory,
  type Progress,
  type ResourceContext,
  type Services,
  STATE_STORE,
} from '@homeostat/resource';
import type { Member } from './member.ts';

/** How much of what a resource prints in one run is kept, from its end. @unit UTF-16 code units */
const outputLimit = 64 * 1024;

/** What the contexts of all members have in common. */
export interface Surroundings {
  readonly services: Services;
  readonly killSignal: AbortSignal;
  progress(member: Member, progress: Progress): void;
}

/** What a hook of one member is given. */
export abstract class MemberContext implements ResourceContext {
  abstract readonly signal: AbortSignal;
  readonly #member: Member;
  readonly #surroundings: Surroundings;

  constructor(member: Member, surroundings: Surroundings) {
    this.#member = member;
    this.#surroundings = surroundings;
  }

  get services(): Services {
    return this.#surroundings.services;
  }

  get killSignal(): AbortSignal {
    return this.#surroundings.killSignal;
  }

  get id(): string {
    return this.#member.id;
  }

  get name(): string {
    return this.#member.vertex.name;
  }

  get log(): Logger {
    const log = this.services.get(LOGGER);
    const prefix = `${this.id}: `;
    return {
      debug: (message) => log.debug(prefix + message),
      info: (message) => log.info(prefix + message),
      warn: (message) => log.warn(prefix + message),
      error: (message) => log.error(prefix + message),
    };
  }

  get memory(): Memory {
    const store = this.services.get(STATE_STORE);
    const { id } = this;
    return {
      recall: () => store.get(id),
      remember: (value) => store.set(id, value),
      forget: () => store.delete(id),
    };
  }

  output(text: string): void {
    this.#member.output = (this.#member.output + text).slice(-outputLimit);
  }

  progress(progress: Progress): void {
    this.#surroundings.progress(this.#member, progress);
  }
}

/** What it is given for one call. */
export class CallContext extends MemberContext {
  readonly signal: AbortSignal;

  constructor(member: Member, surroundings: Surroundings, signal: AbortSignal) {
    super(member, surroundings);
    this.signal = signal;
  }
}
