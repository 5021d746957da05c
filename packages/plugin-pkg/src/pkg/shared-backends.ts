import type { Services } from '@homeostat/resource';
import type { PackageBackend } from '../backend/package-backend.ts';
import type { PkgParams } from './params.ts';
import { SharedBackend } from './shared-backend.ts';

export type Provider = PkgParams['provider'];

/** Rejects with PROVIDER_MISSING. */
export type ChooseBackend = (provider: Provider, services: Services) => Promise<PackageBackend>;

/** The back ends of each engine: chosen at their first use, and made once. */
export class SharedBackends {
  readonly #choose: ChooseBackend;
  readonly #engines = new WeakMap<Services, Map<string, Promise<SharedBackend>>>();

  constructor(choose: ChooseBackend) {
    this.#choose = choose;
  }

  of(provider: Provider, services: Services): Promise<SharedBackend> {
    const known = this.#engines.get(services) ?? new Map<string, Promise<SharedBackend>>();
    this.#engines.set(services, known);
    const present = known.get(provider);
    if (present) return present;
    const chosen = this.#make(provider, services, known);
    known.set(provider, chosen);
    // A manager that is missing may be installed while we run.
    chosen.catch(() => known.delete(provider));
    return chosen;
  }

  /** `auto` and the name of what it stands for are one. */
  async #make(
    provider: Provider,
    services: Services,
    known: Map<string, Promise<SharedBackend>>,
  ): Promise<SharedBackend> {
    const manager = await this.#choose(provider, services);
    const key = `made ${manager.name}`;
    const present = known.get(key);
    if (present) return present;
    const made = Promise.resolve(new SharedBackend(manager, services));
    known.set(key, made);
    return made;
  }
}
