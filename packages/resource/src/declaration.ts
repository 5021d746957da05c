import type { Locate } from './position.ts';

/** Names one resource. */
export interface ResourceRef {
  readonly kind: string;
  readonly name: string;
}

/** A resource as a user wrote it: not validated yet. */
export interface ResourceDeclaration extends ResourceRef {
  readonly params: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Finds the place of a param (`['params', 'mode']`), a meta parameter (`['meta', 'retry']`) or the whole (`[]`). */
  readonly locate?: Locate;
}

/** An edge as a user wrote it: `from` is put right before `to`. */
export interface EdgeDeclaration {
  readonly from: ResourceRef;
  readonly to: ResourceRef;
  /** Whether a change of `from` refreshes `to`. */
  readonly notify?: boolean;
  /** Finds the place of an end (`['from']`, `['to']`) or the whole (`[]`). */
  readonly locate?: Locate;
}

/** What a front end hands to the engine: a graph, not compiled yet. */
export interface Declarations {
  readonly resources: readonly ResourceDeclaration[];
  readonly edges: readonly EdgeDeclaration[];
}

/** `kind[name]`, the text form of a resource. */
export function formatRef(ref: ResourceRef): string {
  return `${ref.kind}[${ref.name}]`;
}

/** Reads `kind[name]`; `undefined` when the text has another form. Kinds are lower case whatever was written. */
export function parseRef(text: string): ResourceRef | undefined {
  const match = /^([A-Za-z][A-Za-z0-9_:-]*)\[(.+)\]$/s.exec(text);
  return match ? { kind: match[1]!.toLowerCase(), name: match[2]! } : undefined;
}
