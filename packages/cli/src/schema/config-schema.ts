import { metaSchema, type Plugin } from '@homeostat/resource';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

type Resource = Plugin['resources'][number];

/** The schema of a config file that may declare these kinds, for editors. */
export function configSchema(resources: readonly Resource[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What Homeostat keeps',
    type: 'object',
    additionalProperties: false,
    properties: {
      graph: { type: 'string', description: "The name of the graph; without it, the file's" },
      comment: { description: 'A note for the reader; nothing is done with it' },
      plugins: {
        description: 'Packages, and paths that begin with "./", "../" or "/", that bring further kinds',
        type: ['array', 'null'],
        items: { type: 'string' },
      },
      resources: {
        description: 'What is kept, by kind',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: Object.fromEntries(resources.map((resource) => [resource.kind, listOrMap(resource)])),
      },
      edges: {
        description: 'What is put right before what',
        type: ['array', 'null'],
        items: edge,
      },
    },
    // To be repeated by aliases.
    patternProperties: { '^x-': {} },
    // Kinds are lower case, so that none is called like these.
    $defs: {
      General: { properties: general },
      Meta: definition('Meta', jsonSchemaOf(metaSchema)),
      Reference: {
        description: 'Another resource, such as file[/etc/motd]',
        type: 'string',
        pattern: '^[A-Za-z][A-Za-z0-9_:-]*\\[[\\s\\S]+\\]$',
      },
      ...Object.fromEntries(
        resources.map(({ kind, params }) => [kind, definition(kind, jsonSchemaOf(params))]),
      ),
    },
  };
}

const reference: JsonSchema = { $ref: '#/$defs/Reference' };
const edgeEnd: JsonSchema = {
  anyOf: [
    reference,
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'name'],
      properties: { kind: { type: 'string' }, name: { type: 'string' } },
    },
  ],
};
const edge: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'to'],
  properties: {
    name: { description: 'A note for the reader; nothing is done with it' },
    from: { description: 'What is put right first', ...edgeEnd },
    to: { description: 'What is put right after it', ...edgeEnd },
    notify: { description: 'Whether a change of the first refreshes the second', type: ['boolean', 'null'] },
  },
};

/** What any resource takes beside its params. */
const general: Readonly<Record<string, JsonSchema>> = {
  before: references('What is put right after this'),
  notify: references('What is put right after this, and refreshed by a change of this'),
  require: references('What is put right before this'),
  subscribe: references('What is put right before this, and refreshes this by a change'),
  meta: { description: 'Meta parameters', anyOf: [{ $ref: '#/$defs/Meta' }, { type: 'null' }] },
};

function references(description: string): JsonSchema {
  return { description, anyOf: [reference, { type: 'array', items: reference }, { type: 'null' }] };
}

/** Resources of one kind: a list, each with its name, or a map by name. */
function listOrMap(resource: Resource): JsonSchema {
  const { kind, description, namevar, params } = resource;
  const { properties = {}, required = [], additionalProperties } = jsonSchemaOf(params);
  const needed = required.filter((param) => param !== namevar);
  const body = {
    properties: { ...sameAs(kind, properties), ...sameAs('General', general) },
    ...(additionalProperties !== undefined && { additionalProperties }),
  };
  const name: JsonSchema = { type: 'string', minLength: 1 };
  const inList: JsonSchema = {
    type: 'object',
    ...body,
    properties: { ...body.properties, name: { anyOf: [name, { type: 'array', items: name, minItems: 1 }] } },
    required: ['name', ...needed],
  };
  const inMap: JsonSchema = {
    type: needed.length === 0 ? ['object', 'null'] : 'object',
    ...body,
    required: needed,
  };
  return {
    description,
    anyOf: [
      { type: 'array', items: needed.length === 0 ? { anyOf: [name, inList] } : inList },
      { type: 'object', propertyNames: name, additionalProperties: inMap },
      { type: 'null' },
    ],
  };
}

/** Refers to the properties of a definition, so that each is described once. */
function sameAs(name: string, properties: object): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.keys(properties).map((key) => [key, { $ref: `#/$defs/${name}/properties/${key}` }]),
  );
}

/** A schema that stood alone, made part of a larger one: what it refers to is found in it still. */
function definition(name: string, { $schema: _, ...schema }: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"#/$defs/${name}`));
}
