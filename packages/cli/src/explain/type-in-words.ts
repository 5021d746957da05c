import type { JsonSchema } from '../schema/json-schema.ts';

/** What a schema takes: `text`, `"exists" or "absent"`, `list of whole number, at least 0`. */
export function typeInWords(schema: JsonSchema | boolean | undefined): string {
  if (typeof schema !== 'object') return 'anything';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return either(choices.map(typeInWords));
  if (schema.enum) return either(schema.enum.map((value) => JSON.stringify(value)));
  if (Array.isArray(schema.type)) return either(schema.type.map((type) => typeInWords({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'integer':
      return ['whole number', ...bounds(schema)].join(', ');
    case 'number':
      return ['number', ...bounds(schema)].join(', ');
    case 'array':
      return `list of ${Array.isArray(schema.items) ? 'anything' : typeInWords(schema.items)}`;
    case 'object':
      return schema.properties
        ? `map with ${Object.keys(schema.properties).join(', ')}`
        : `map of ${typeInWords(schema.additionalProperties)}`;
    default:
      return 'anything';
  }
}

function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string[] {
  return [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${exclusiveMaximum}`]),
  ];
}

function either(words: readonly string[]): string {
  const different = [...new Set(words)];
  const last = different.pop();
  return different.length === 0 ? `${last}` : `${different.join(', ')} or ${last}`;
}
