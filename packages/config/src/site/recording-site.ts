import type { ResourceRef, SourcePosition } from '@homeostat/resource';
import { plainCopy } from './plain-copy.ts';
import type { SiteRecord } from './record.ts';
import type { Site, SiteEdge, SiteOptions } from './site.ts';

/** Finds where a function was called from. */
export type FindCaller = (called: (...args: never[]) => unknown) => SourcePosition;

/** A site while its file runs: it writes down what it is told, and judges nothing. */
export class RecordingSite implements Site<Readonly<Record<string, object>>> {
  readonly #record: SiteRecord;
  readonly #caller: FindCaller;

  constructor(options: SiteOptions | undefined, at: SourcePosition, caller: FindCaller) {
    this.#caller = caller;
    this.#record = { options: undefined, at, resources: [], edges: [], faults: [] };
    this.#record = { ...this.#record, options: this.#copy(options, [], at) };
  }

  /** What a site was told; `undefined` for what is no site. */
  static recordOf(value: unknown): SiteRecord | undefined {
    return typeof value === 'object' && value !== null && #record in value ? value.#record : undefined;
  }

  // Not methods, so that they can be taken out of the object.
  readonly resource = (kind: string, name: string, body?: object): ResourceRef => {
    const at = this.#caller(this.resource);
    const path = [`${kind}[${name}]`];
    this.#record.resources.push({
      kind: this.#copy(kind, ['kind'], at),
      name: this.#copy(name, ['name'], at),
      body: this.#copy(body, path, at),
      at,
    });
    return Object.freeze({ kind, name });
  };

  readonly edge = (edge: SiteEdge<string>): void => {
    const at = this.#caller(this.edge);
    this.#record.edges.push({ edge: this.#copy(edge, ['edge'], at), at });
  };

  #copy(value: unknown, around: readonly string[], at: SourcePosition): unknown {
    return plainCopy(value, (path, is) => this.#record.faults.push({ path: [...around, ...path], is, at }));
  }
}
