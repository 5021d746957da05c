import { chmod, symlink } from 'node:fs/promises';
import { definePlugin, defineResource, type Plugin, Problems } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { lay } from '../testing/plugin-place.ts';
import { TestSite } from '../testing/test-site.ts';
import { loadPlugins } from './load-plugins.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

const at = { file: 'site.yaml', line: 2, column: 3 };

async function namesOf(specifier: string, built: readonly Plugin[] = []): Promise<string[]> {
  const plugins = await loadPlugins(built, [{ specifier, from: place.directory, locate: () => at }]);
  return plugins.map(({ name }) => name);
}

async function refusal(specifier: string, built: readonly Plugin[] = []) {
  const error = await namesOf(specifier, built).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Problems);
  expect(error.problems).toHaveLength(1);
  const [problem] = error.problems;
  expect(problem.at).toEqual(at);
  expect(problem.hint).toBeTruthy();
  return `${problem.code}: ${problem.message}`.replaceAll(place.directory, 'PLACE');
}

/** A plugin that needs no import. */
const bare = (parts = '') => `export default { name: 'bare', contract: 1, resources: [], ${parts} }`;
const packageOf = (manifest: object, entry = 'index.js') => ({
  'node_modules/p/package.json': { name: 'p', type: 'module', ...manifest },
  [`node_modules/p/${entry}`]: bare(),
});

test.each<[string, object, string]>([
  ['"exports" for import alone', { exports: { '.': { import: './e.js' } } }, 'e.js'],
  ['"exports" with the conditions only', { exports: { types: './e.d.ts', import: './e.js' } }, 'e.js'],
  [
    '"exports" by nested conditions',
    { exports: { '.': { browser: './b.js', node: { require: './r.cjs', import: './e.js' } } } },
    'e.js',
  ],
  [
    '"exports" with the default alone',
    { exports: { '.': { require: './r.cjs', default: './e.js' } } },
    'e.js',
  ],
  ['"exports" that are a text', { exports: './e.js', main: './m.js' }, 'e.js'],
  ['"main"', { main: 'lib/m.js' }, 'lib/m.js'],
  ['neither', {}, 'index.js'],
])('loadPlugins finds the entry of a package with %s', async (_, manifest, entry) => {
  await lay(place, packageOf(manifest, entry));
  expect(await namesOf('p')).toEqual(['bare']);
  expect(await namesOf('./node_modules/p')).toEqual(['bare']);
});

test('loadPlugins finds packages further up and behind links, and files by their path', async () => {
  await lay(place, {
    'real/package.json': { name: 'p', type: 'module' },
    'real/index.js': bare(),
    'node_modules/x': '',
  });
  await symlink(place.path('real'), place.path('node_modules/p'));
  const request = { specifier: 'p', from: place.path('deep/er') };
  expect(await loadPlugins([], [request])).toHaveLength(1);
  expect(await namesOf(place.path('real/index.js'))).toEqual(['bare']);
  expect(await loadPlugins([], [{ specifier: '../real/', from: place.path('deep') }])).toHaveLength(1);
  expect(await loadPlugins([], [{ specifier: '.', from: place.path('real') }])).toHaveLength(1);
});

test('loadPlugins takes an export named "plugin", and a default first', async () => {
  await lay(place, {
    'named.mjs': bare().replace('default', 'const plugin ='),
    'both.mjs': `${bare()}; export const plugin = 1`,
  });
  expect(await namesOf('./named.mjs')).toEqual(['bare']);
  expect(await namesOf('./both.mjs')).toEqual(['bare']);
});

test.each<[string, Record<string, string | object>, string, string]>([
  [
    'a package that is nowhere',
    {},
    'p',
    'PLUGIN_NOT_FOUND: The plugin "p" is not there: no such package is in PLACE/node_modules or further up',
  ],
  [
    'a path to nothing',
    {},
    './p.mjs',
    'PLUGIN_NOT_FOUND: The plugin "./p.mjs" is not there: PLACE/p.mjs does not exist',
  ],
  [
    'a directory that is no package',
    { 'p/index.js': '' },
    './p',
    'PLUGIN_NOT_FOUND: The plugin "./p" is not there: PLACE/p/package.json does not exist',
  ],
  [
    'a package that is not built',
    { 'p/package.json': { exports: './dist/p.js' } },
    './p',
    'PLUGIN_NOT_FOUND: The plugin "./p" is not there: PLACE/p/dist/p.js does not exist',
  ],
  [
    'a package for require alone',
    { 'p/package.json': { exports: { require: './p.cjs' } } },
    './p',
    'PLUGIN_NOT_FOUND: The plugin "./p" is not there: PLACE/p/package.json exports nothing to import',
  ],
  [
    'a broken package.json',
    { 'p/package.json': '{' },
    './p',
    'PLUGIN_NOT_LOADED: The plugin "./p" can\'t be loaded: ',
  ],
  [
    'an error in the syntax',
    { 'p.mjs': 'export default {' },
    './p.mjs',
    'PLUGIN_NOT_LOADED: The plugin "./p.mjs" can\'t be loaded: ',
  ],
  [
    'a missing dependency',
    { 'p.mjs': 'import "nowhere"' },
    './p.mjs',
    "PLUGIN_NOT_LOADED: The plugin \"./p.mjs\" can't be loaded: Cannot find package 'nowhere'",
  ],
  [
    'something thrown that is no error',
    { 'p.mjs': 'throw null' },
    './p.mjs',
    'PLUGIN_NOT_LOADED: The plugin "./p.mjs" can\'t be loaded: null',
  ],
  [
    'TypeScript',
    { 'p.ts': '' },
    './p.ts',
    'PLUGIN_NOT_COMPILED: The plugin "./p.ts" is TypeScript: PLACE/p.ts',
  ],
  [
    'a module without exports',
    { 'p.mjs': '' },
    './p.mjs',
    'PLUGIN_MISSHAPEN: "./p.mjs" is not a plugin: its default export is not what definePlugin makes',
  ],
  [
    'a kind without a name',
    { 'p.mjs': bare('resources: [null]') },
    './p.mjs',
    'PLUGIN_MISSHAPEN: "./p.mjs" is not a plugin: its resource 1 has no kind',
  ],
  [
    'a kind nobody could declare',
    { 'p.mjs': bare('resources: [{ kind: "Motd" }]') },
    './p.mjs',
    'PLUGIN_MISSHAPEN: "./p.mjs" is not a plugin: its kind "Motd" is not of lower-case letters, digits and _ : -',
  ],
  [
    'a kind without a description',
    { 'p.mjs': bare('resources: [{ kind: "k" }]') },
    './p.mjs',
    'PLUGIN_MISSHAPEN: "./p.mjs" is not a plugin: its kind "k" has no description',
  ],
  [
    'params of something else than zod 4',
    { 'p.mjs': bare('resources: [{ kind: "k", description: "", params: { parse() {}, safeParse() {} } }]') },
    './p.mjs',
    'PLUGIN_MISSHAPEN: "./p.mjs" is not a plugin: the params of its kind "k" are not a schema of zod 4',
  ],
  [
    'another contract',
    { 'p.mjs': bare('contract: 99, resources: [{}]') },
    './p.mjs',
    'PLUGIN_CONTRACT: The plugin bare is built for version 99 of the plugin contract, this engine for version 1',
  ],
])('loadPlugins refuses %s', async (_, files, specifier, refused) => {
  await lay(place, files);
  expect(await refusal(specifier)).toContain(refused);
});

test('loadPlugins refuses a kind that exists', async () => {
  const kind = 'resources: [{ kind: "word", description: "", params: { _zod: {} } }]';
  await lay(place, { 'p.mjs': bare(kind) });
  const word = defineResource({ kind: 'word', description: '', params: z.strictObject({}) });
  const built = definePlugin({ name: 'built', resources: [word] });
  expect(await refusal('./p.mjs', [built])).toBe(
    'KIND_TWICE: The kind "word" comes from two plugins, built and bare',
  );
});

test('loadPlugins refuses a plugin that everyone may write, whatever the link to it says, and runs none of it', async () => {
  await lay(place, { 'open/p.mjs': 'globalThis.ranUnsafe = true', 'q/p.mjs': 'globalThis.ranUnsafe = true' });
  await symlink(place.path('open/p.mjs'), place.path('link.mjs'));
  await chmod(place.path('open'), 0o1777);
  expect(await refusal('./link.mjs')).toBe(
    'PLUGIN_UNSAFE: The plugin "./link.mjs" is not loaded, since everyone may write to PLACE/open',
  );
  await chmod(place.path('q/p.mjs'), 0o666);
  expect(await refusal('./q/p.mjs')).toMatch(/^PLUGIN_UNSAFE: .* PLACE\/q\/p\.mjs$/);
  expect(globalThis).not.toHaveProperty('ranUnsafe');
});
