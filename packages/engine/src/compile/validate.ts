import {
  formatRef,
  type Meta,
  metaSchema,
  type Problem,
  type ResourceDeclaration,
} from '@homeostat/resource';
import type { z } from 'zod';
import {
  kindFailed,
  kindUnknown,
  metaInvalid,
  metaUnknown,
  nameEmpty,
  paramInvalid,
  paramUnknown,
  resourceTwice,
} from '../errors.ts';
import { faultOf } from './fault.ts';
import type { Kinds } from './kinds.ts';
import type { Vertex } from './plan.ts';

const defaultMeta: Meta = Object.freeze(metaSchema.parse({}));

/** Turns declarations into vertices, by id. Every problem of every declaration is added to `problems`. */
export function validate(
  declarations: readonly ResourceDeclaration[],
  kinds: Kinds,
  problems: Problem[],
): Map<string, Vertex> {
  const vertices = new Map<string, Vertex>();
  const seen = new Map<string, ResourceDeclaration>();
  const buckets = new Buckets();
  for (const declaration of declarations) {
    const at = () => declaration.locate?.([]);
    const id = formatRef(declaration);
    const first = seen.get(id);
    seen.set(id, declaration);
    if (first) problems.push(resourceTwice(declaration, at(), first.locate?.([])));
    else if (declaration.name === '') problems.push(nameEmpty(declaration.kind, at()));
    else if (!kinds.has(declaration.kind))
      problems.push(kindUnknown(declaration.kind, [...kinds.keys()], at()));
    else {
      const vertex = validateOne(id, declaration, kinds, buckets, problems);
      if (vertex) vertices.set(id, vertex);
    }
  }
  return vertices;
}

/** Names buckets. Members of one bucket hold the same string: there may be a million of them. */
class Buckets {
  readonly #names = new Map<string, string>();

  name(kind: string, key: string, { timeout }: Meta): string {
    // A batch call has one time limit, so members of a unit must agree on it.
    const name = `${kind}\0${timeout}\0${key}`;
    const present = this.#names.get(name);
    if (present === undefined) this.#names.set(name, name);
    return present ?? name;
  }
}

function validateOne(
  id: string,
  declaration: ResourceDeclaration,
  kinds: Kinds,
  buckets: Buckets,
  problems: Problem[],
): Vertex | undefined {
  const resource = kinds.get(declaration.kind)!;
  const { name } = declaration;
  const meta = metaOf(declaration);
  if (!meta.success) problems.push(...meta.error.issues.flatMap((issue) => metaProblems(declaration, issue)));
  try {
    const params = resource.params.safeParse(withName(declaration, resource.namevar));
    if (!params.success) {
      const { issues } = params.error;
      problems.push(...issues.flatMap((issue) => paramProblems(declaration, resource.params, issue)));
    }
    if (!params.success || !meta.success) return undefined;
    // A unit runs as one, so a semaphore of one member would be that of all.
    const alone = !meta.data.autogroup || meta.data.hidden || meta.data.sema.length > 0;
    const key = alone ? undefined : resource.groupable?.key(params.data);
    const bucket = key === undefined ? undefined : buckets.name(resource.kind, key, meta.data);
    return { id, name, resource, params: params.data, meta: meta.data, bucket };
  } catch (error) {
    problems.push(kindFailed(declaration, error, declaration.locate?.([])));
    return undefined;
  }
}

/** The params as written, and the name where the kind takes it for one of them. */
function withName({ params, name }: ResourceDeclaration, namevar: string | undefined): object {
  return namevar === undefined || params[namevar] !== undefined ? params : { ...params, [namevar]: name };
}

function metaOf(declaration: ResourceDeclaration): z.ZodSafeParseResult<Meta> {
  // Most resources have no meta, and one object serves them all.
  return declaration.meta === undefined
    ? { success: true, data: defaultMeta }
    : metaSchema.safeParse(declaration.meta);
}

function paramProblems(
  declaration: ResourceDeclaration,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
): Problem[] {
  const locate = (path: readonly PropertyKey[]) => declaration.locate?.(['params', ...path]);
  if (issue.code === 'unrecognized_keys') {
    // Only the keys of the params themselves have names that can be told.
    const known = issue.path.length === 0 && 'shape' in schema ? Object.keys(schema.shape as object) : [];
    return issue.keys.map((key) =>
      paramUnknown(
        declaration,
        [...issue.path, key].map(String).join('.'),
        known,
        locate([...issue.path, key]),
      ),
    );
  }
  const path = issue.path.map(String).join('.');
  return [paramInvalid(declaration, path, faultOf(issue, declaration.params), locate(issue.path))];
}

function metaProblems(declaration: ResourceDeclaration, issue: z.core.$ZodIssue): Problem[] {
  const locate = (path: readonly PropertyKey[]) => declaration.locate?.(['meta', ...path]);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(metaSchema.shape);
    return issue.keys.map((key) => metaUnknown(declaration, key, known, locate([key])));
  }
  const path = issue.path.map(String).join('.');
  return [metaInvalid(declaration, path, faultOf(issue, declaration.meta), locate(issue.path))];
}
