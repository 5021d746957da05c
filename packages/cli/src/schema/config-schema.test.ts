import { defineResource } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fits } from '../testing/fits.ts';
import { configSchema } from './config-schema.ts';

const Port = z.int().min(1).max(65_535).meta({ id: 'Port' });
const params: z.ZodType = z.strictObject({
  host: z.string().describe('Its host name'),
  port: Port,
  also: z.array(Port).optional(),
  get parts(): z.ZodType {
    return z.array(params).optional();
  },
});
const site = defineResource({ kind: 'site', description: 'A web site', params, namevar: 'host' });
const mark = defineResource({ kind: 'mark', description: 'Nothing', params: z.strictObject({}) });
const open = defineResource({
  kind: 'open',
  description: 'Takes what comes',
  params: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
});
const schema = configSchema([site, mark, open]);

test.each<[string, unknown]>([
  ['nothing', {}],
  [
    'a list',
    {
      resources: {
        site: [
          { name: 'a', port: 80 },
          { name: 'b', host: 'c', port: 81, also: [1] },
        ],
      },
    },
  ],
  ['a list of names', { resources: { mark: [{ name: ['m', 'n'] }] } }],
  ['names alone', { resources: { mark: ['m', { name: 'n' }] } }],
  ['what aliases repeat', { 'x-common': { any: 'thing' } }],
  ['a map', { resources: { site: { a: { port: 80 } }, mark: { m: null, n: {} } } }],
  ['what is left empty', { plugins: null, resources: { mark: null }, edges: null }],
  [
    'definitions that refer to themselves',
    { resources: { site: { a: { port: 1, parts: [{ host: 'b', port: 2, parts: [] }] } } } },
  ],
  ['params that are no object', { resources: { open: [{ name: 'a', whatever: 1 }] } }],
  [
    'references',
    {
      resources: {
        mark: {
          m: { before: 'mark[n]', notify: ['site[a]', 'mark[a\nb]'], meta: { retry: 3, sema: ['a:2'] } },
        },
      },
    },
  ],
  ['edges', { edges: [{ name: 'e', from: 'mark[m]', to: { kind: 'mark', name: 'n' }, notify: true }] }],
  ['the rest', { graph: 'g', comment: 'c', plugins: ['p', './q.js'] }],
])('configSchema takes %s', (_, config) => {
  expect(fits(config, schema)).toBe(true);
});

test.each<[string, unknown]>([
  ['an unknown key', { resorces: {} }],
  ['an unknown kind', { resources: { sight: {} } }],
  ['an unknown param', { resources: { site: { a: { port: 80, prot: 1 } } } }],
  ['a param that is missing', { resources: { site: { a: {} } } }],
  ['a param that is missing in a map entry left empty', { resources: { site: { a: null } } }],
  ['a resource of a list without a name', { resources: { mark: [{}] } }],
  ['a name alone where a param is needed', { resources: { site: ['a'] } }],
  ['an empty list of names', { resources: { mark: [{ name: [] }] } }],
  ['an empty name', { resources: { mark: { '': {} } } }],
  ['a name in a map by name', { resources: { mark: { m: { name: 'm' } } } }],
  ['a wrong value', { resources: { site: { a: { port: '80' } } } }],
  ['a wrong value by a definition', { resources: { site: { a: { port: 80, also: [0] } } } }],
  ['a wrong value far within', { resources: { site: { a: { port: 1, parts: [{ host: 'b', port: 0 }] } } } }],
  ['an unknown meta parameter', { resources: { mark: { m: { meta: { rety: 1 } } } } }],
  ['a wrong meta parameter', { resources: { mark: { m: { meta: { retry: -2 } } } } }],
  ['what names no resource', { resources: { mark: { m: { require: 'n' } } } }],
  ['an edge without an end', { edges: [{ from: 'mark[m]' }] }],
  ['plugins that are no texts', { plugins: [{ a: 1 }] }],
])('configSchema refuses %s', (_, config) => {
  expect(fits(config, schema)).toBe(false);
});

test('configSchema describes each param once', () => {
  const text = JSON.stringify(schema);
  expect(text.split('Its host name')).toHaveLength(2);
  expect(text).not.toContain('9007199254740991');
  expect(text.split('"$schema"')).toHaveLength(2);
});
