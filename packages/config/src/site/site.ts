import type { metaSchema, Plugin, Resource, ResourceRef } from '@homeostat/resource';
import type { z } from 'zod';

/**
 * What a config in TypeScript declares things in, and exports as its default.
 *
 * @typeParam Kinds what each kind takes, by its name
 *
 * @example
 * const site = createSite();
 * const nginx = site.resource('pkg', 'nginx', { state: 'installed' });
 * site.resource('svc', 'nginx', { state: 'running', require: nginx });
 * export default site;
 */
export interface Site<Kinds> {
  /**
   * Declares a resource, with the keys that it has in YAML: params, relations and `meta`.
   *
   * Nothing of it is looked at here. What is wrong is told, with the place of this call, once the whole file has run.
   *
   * @returns what names it in relations and edges
   */
  resource<Kind extends keyof Kinds & string>(
    kind: Kind,
    name: string,
    ...body: BodyArgument<Kinds[Kind], keyof Kinds & string>
  ): ResourceRef;

  /** Declares an edge. The relations of a resource do the same where it is declared. */
  edge(edge: SiteEdge<keyof Kinds & string>): void;
}

/** The same keys as at the top of a YAML file. */
export interface SiteOptions {
  /** The graph's name. Without it: that of the file. */
  readonly graph?: string;
  readonly comment?: string;
  /** Packages, and paths that begin with `./`, `../` or `/`, from the directory of the file. */
  readonly plugins?: readonly string[];
}

export interface SiteEdge<Kind extends string> {
  readonly name?: string;
  readonly from: Ref<Kind>;
  readonly to: Ref<Kind>;
  /** A change of `from` refreshes `to`. */
  readonly notify?: boolean;
}

/** A resource, as `resource()` returns it or as text: `file[/etc/motd]`. */
type Ref<Kind extends string> = ResourceRef | `${Kind}[${string}]`;

/** Keys that every resource has beside its params. */
interface Common<Kind extends string> {
  /** This, then those. */
  readonly before?: Refs<Kind>;
  /** This, then those; a change of this refreshes them. */
  readonly notify?: Refs<Kind>;
  /** Those, then this. */
  readonly require?: Refs<Kind>;
  /** Those, then this; a change of one refreshes this. */
  readonly subscribe?: Refs<Kind>;
  readonly meta?: z.input<typeof metaSchema>;
}

/** What the kinds of a plugin take, by their names. Those of a plugin whose type does not tell are left out. */
export type KindsOf<P extends Plugin> = {
  [R in P['resources'][number] as string extends R['kind'] ? never : R['kind']]: WrittenParams<R>;
};

type Refs<Kind extends string> = Ref<Kind> | readonly Ref<Kind>[];

// biome-ignore lint/suspicious/noExplicitAny: as in a plugin
type WrittenParams<R extends Resource<any>> = NameMayBeLeftOut<
  z.input<R['params']>,
  NonNullable<R['namevar']>
>;

/** The name of the resource stands for this param. */
type NameMayBeLeftOut<Params, Name> = [Name] extends [keyof Params]
  ? [Name] extends [never]
    ? Params
    : Omit<Params, Name> & Partial<Pick<Params, Name>>
  : Params;

type BodyArgument<Params, Kind extends string> = object extends Params
  ? [body?: Params & Common<Kind>]
  : [body: Params & Common<Kind>];
