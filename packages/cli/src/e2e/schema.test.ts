import { readdirSync, readFileSync } from 'node:fs';
import { parseConfig } from '@homeostat/config';
import { formatRef } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fits } from '../testing/fits.ts';
import { layDependencies, layPackage } from '../testing/plugin-place.ts';
import { TestSite } from '../testing/test-site.ts';

const examples = new URL('../../../../docs/examples/', import.meta.url);
const names = readdirSync(examples).filter((name) => name.endsWith('.yaml'));

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

async function schemaOf(...options: string[]) {
  const { exitCode, stdout, stderr } = await place.call('schema', ...options);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** What a file declares, written as a list for each kind. */
function asLists(text: string, file: string) {
  const { declarations, problems } = parseConfig(text, file);
  expect(problems).toEqual([]);
  const resources: Record<string, object> = {};
  for (const { kind, name, params, meta } of declarations.resources) {
    resources[kind] = [resources[kind] ?? [], { name, ...params, ...(meta && { meta }) }].flat();
  }
  const edges = declarations.edges.map(({ from, to, notify }) => ({ from: formatRef(from), to, notify }));
  return { resources, edges };
}

test('the examples are what the schema asks for', async () => {
  const schema = await schemaOf();
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) {
    const config = asLists(readFileSync(new URL(name, examples), 'utf8'), name);
    expect(fits(config, schema), name).toBe(true);
    config.resources.file = { '/a': { contents: '' } };
    expect(fits(config, schema), name).toBe(false);
  }
});

test('schema knows the kinds of a plugin, with what they say of themselves', async () => {
  await layDependencies(place);
  await layPackage(place, 'word');
  const config = { resources: { word: { '/a': { text: 'hello' } } } };
  expect(fits(config, await schemaOf())).toBe(false);
  const schema = await schemaOf('--plugin', 'word');
  expect(fits(config, schema)).toBe(true);
  expect(schema.$defs.word.properties.text).toEqual({ description: 'The word', type: 'string' });
});
