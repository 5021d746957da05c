import type { z } from 'zod';

/** What is wrong with a value, and what to write. */
export interface Fault {
  readonly message: string;
  readonly hint?: string | undefined;
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** A wrong type is told in words of a config file; other mistakes, and what the schema has words of its own for, as zod tells them. */
export function faultOf(issue: z.core.$ZodIssue, params: unknown): Fault {
  const { message } = issue;
  if (issue.code !== 'invalid_type' || !message.startsWith('Invalid input: expected')) return { message };
  const expected = nouns[issue.expected];
  if (expected === undefined) return { message };
  const value = valueAt(params, issue.path);
  if (value === undefined) return { message: `Is missing, and has to be ${expected}` };
  return {
    message: `Has to be ${expected} and is ${nounOf(value)}`,
    hint: remedy(issue.expected, value),
  };
}

function valueAt(params: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    params,
  );
}

function nounOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return nouns.array!;
  if (typeof value === 'boolean') return String(value);
  return nouns[typeof value] ?? 'something else';
}

/** No value is quoted but those of no meaning: it may be a secret. */
function remedy(expected: string, value: unknown): string | undefined {
  switch (expected) {
    case 'string':
      if (value === null) return 'Write "" for an empty text, or leave the key out';
      return typeof value === 'number' || typeof value === 'boolean' ? 'Write it in quotes' : undefined;
    case 'boolean':
      return 'Write true or false; yes, no, on and off are texts';
    case 'number':
    case 'int':
      return typeof value === 'string' ? 'Write it without quotes' : undefined;
    case 'array':
      return 'Write a list: [one, two]';
    default:
      return 'Write a map: { key: value }';
  }
}
