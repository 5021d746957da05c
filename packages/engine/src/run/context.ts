import {
  LOGGER,
  type Logger,
  type Memory,
  type ResourceContext,
  type Services,
  STATE_STORE,
} from '@homeostat/resource';
import type { Member } from './member.ts';

/** How much of what a resource prints in one run is kept, from its end. @unit UTF-16 code units */
const outputLimit = 64 * 1024;

/** What a hook of one member is given for one call. */
export class MemberContext implements ResourceContext {
  readonly signal: AbortSignal;
  readonly killSignal: AbortSignal;
  readonly services: Services;
  readonly #member: Member;

  constructor(member: Member, services: Services, signal: AbortSignal, killSignal: AbortSignal) {
    this.#member = member;
    this.services = services;
    this.signal = signal;
    this.killSignal = killSignal;
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
}
