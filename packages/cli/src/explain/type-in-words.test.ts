import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from '../schema/json-schema.ts';
import { typeInWords } from './type-in-words.ts';

test.each([
  [z.string().transform(Number).refine(Boolean), 'text'],
  [z.boolean().optional(), 'true or false'],
  [z.int(), 'whole number'],
  [z.int().min(0).default(3), 'whole number, at least 0'],
  [z.number().positive().lt(1), 'number, more than 0, less than 1'],
  [z.number().max(5).nullable(), 'number, at most 5 or null'],
  [z.enum(['a', 'b', 'c']), '"a", "b" or "c"'],
  [z.literal('only'), '"only"'],
  [z.union([z.literal(true), z.string(), z.string().min(1)]), 'true or text'],
  [z.array(z.enum(['a', 'b'])), 'list of "a" or "b"'],
  [z.tuple([z.string(), z.int()]), 'list of anything'],
  [z.record(z.string(), z.int()), 'map of whole number'],
  [z.strictObject({ from: z.string(), to: z.string() }), 'map with from, to'],
  [
    z.discriminatedUnion('a', [z.object({ a: z.literal(1), b: z.string() }), z.object({ a: z.literal(2) })]),
    'map with a, b or map with a',
  ],
  [z.unknown(), 'anything'],
  [z.date(), 'anything'],
])('typeInWords tells what is to be written (%#: %s)', (schema, words) => {
  expect(typeInWords(jsonSchemaOf(schema))).toBe(words);
});
