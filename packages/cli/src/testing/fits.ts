import type { JsonSchema } from '../schema/json-schema.ts';

type Value = Readonly<Record<string, unknown>>;
type Check = (value: unknown, expected: never, schema: JsonSchema, root: JsonSchema) => boolean;

/** What each keyword asks for. One that is not here makes the test fail: it would hold nothing. */
const checks: Readonly<Record<string, Check>> = {
  $ref: (value, ref: string, _, root) => fits(value, at(root, ref), root),
  type: (value, types: string | string[]) => [types].flat().some((type) => isOf(value, type)),
  const: (value, only: unknown) => value === only,
  enum: (value, all: unknown[]) => all.includes(value),
  anyOf: (value, all: JsonSchema[], _, root) => all.some((schema) => fits(value, schema, root)),
  required: (value, keys: string[]) => !isMap(value) || keys.every((key) => Object.hasOwn(value, key)),
  properties: (value, schemas: Record<string, JsonSchema>, _, root) =>
    entries(value).every(([key, item]) => !Object.hasOwn(schemas, key) || fits(item, schemas[key]!, root)),
  patternProperties: (value, schemas: Record<string, JsonSchema>, _, root) =>
    entries(value).every(([key, item]) =>
      Object.entries(schemas).every(
        ([pattern, schema]) => !new RegExp(pattern, 'u').test(key) || fits(item, schema, root),
      ),
    ),
  additionalProperties: (
    value,
    rest: JsonSchema | false,
    { properties = {}, patternProperties = {} },
    root,
  ) =>
    entries(value).every(
      ([key, item]) =>
        Object.hasOwn(properties, key) ||
        Object.keys(patternProperties).some((pattern) => new RegExp(pattern, 'u').test(key)) ||
        (rest !== false && fits(item, rest, root)),
    ),
  propertyNames: (value, schema: JsonSchema, _, root) =>
    entries(value).every(([key]) => fits(key, schema, root)),
  items: (value, schema: JsonSchema, _, root) =>
    !Array.isArray(value) || value.every((item) => fits(item, schema, root)),
  pattern: (value, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: (value, least: number) => typeof value !== 'string' || value.length >= least,
  minItems: (value, least: number) => !Array.isArray(value) || value.length >= least,
  minimum: (value, least: number) => typeof value !== 'number' || value >= least,
  maximum: (value, most: number) => typeof value !== 'number' || value <= most,
  exclusiveMinimum: (value, bound: number) => typeof value !== 'number' || value > bound,
};
const asideKeywords = ['$schema', '$defs', 'title', 'description', 'default'];

/** Whether a value is what a schema asks for, for the keywords that ours have. There is no validator among our dependencies. */
export function fits(value: unknown, schema: JsonSchema, root: JsonSchema = schema): boolean {
  return Object.entries(schema).every(([keyword, expected]) => {
    if (asideKeywords.includes(keyword)) return true;
    const check = checks[keyword];
    if (!check) throw new Error(`No check for the keyword "${keyword}"`);
    return check(value, expected as never, schema, root);
  });
}

function at(root: JsonSchema, ref: string): JsonSchema {
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((schema, key) => (schema as Value | undefined)?.[key], root);
  if (!isMap(found)) throw new Error(`"${ref}" leads to nothing`);
  return found;
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isMap(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isMap(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}
