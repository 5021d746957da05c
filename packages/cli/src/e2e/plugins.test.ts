import { afterEach, beforeEach, expect, test } from 'vitest';
import { lay, layDependencies, layPackage, wordPlugin } from '../testing/plugin-place.ts';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
  await layDependencies(place);
});
afterEach(() => place.leave());

const site = (plugins: string, text = 'hello') =>
  `plugins: [${plugins}]\nresources: { word: { ${place.path('word')}: { text: ${text} } } }\n`;

test('run loads a package that is for import alone, converges, and puts back what drifts', async () => {
  await layPackage(place, '@example/homeostat-plugin-word');
  await place.write('site.yaml', site('"@example/homeostat-plugin-word"'));
  const homeostat = place.start('run', 'site.yaml', '--state', 'state');
  await homeostat.told('converged');
  expect(await place.read('word')).toBe('hello');
  await place.write('word', 'drifted');
  await homeostat.told('changed: text', 2);
  expect(await place.read('word')).toBe('hello');
  await homeostat.told('converged', 2);
  homeostat.signal('SIGTERM');
  expect(await homeostat.ended()).toMatchObject({ exitCode: 0 });
});

test('a problem that a plugin throws keeps its code, though it is of another copy of the contract', async () => {
  await lay(place, { 'plugin.mjs': wordPlugin });
  await place.write('site.yaml', site('./plugin.mjs', 'two words'));
  const { stdout, exitCode } = await place.call('check', 'site.yaml', '--state', 'state');
  expect(stdout).toContain('failed: WORDS: This is more than one word');
  expect(exitCode).toBe(1);
});

test('plugins are looked for from the file that names them, --plugin from the working directory', async () => {
  await layPackage(place, 'word');
  await lay(place, { 'sites/plugin.mjs': wordPlugin });
  await place.write('sites/one.yaml', site('word'));
  await place.write('sites/two.yaml', site('./plugin.mjs'));
  await place.write('sites/three.yaml', site(''));
  const sound = { exitCode: 0, stderr: '' };
  expect(await place.call('validate', 'sites/one.yaml')).toMatchObject(sound);
  expect(await place.call('validate', 'sites/two.yaml')).toMatchObject(sound);
  expect((await place.call('validate', 'sites/three.yaml')).stderr).toContain('KIND_UNKNOWN');
  expect(
    await place.call('graph', 'sites/three.yaml', '--plugin', './sites/plugin.mjs', '--plugin', 'word'),
  ).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('KIND_TWICE') });
  expect(await place.call('check', 'sites/three.yaml', '--plugin', 'word')).toMatchObject({ exitCode: 2 });
});

test('a plugin that is named twice is loaded once', async () => {
  await layPackage(place, 'word');
  await place.write('site.yaml', site('word, ./node_modules/word, ./node_modules/word/lib/plugin.mjs'));
  expect(await place.call('validate', 'site.yaml', '--plugin', 'word')).toMatchObject({ exitCode: 0 });
});

test('validate tells all that is wrong with plugins at once, each at its place, and nothing that follows of it', async () => {
  await lay(place, { 'throws.mjs': 'throw new Error("Oops")', 'plugin.mjs': wordPlugin });
  await place.write(
    'site.yaml',
    'plugins:\n- missing\n- ./throws.mjs\n- ./plugin.mjs\nnonsense: 1\nresources: { unknown: { a: } }\n',
  );
  const { stderr, exitCode } = await place.call('validate', 'site.yaml');
  expect(stderr.match(/^\S+: [A-Z_]+(?=: )/gm)).toEqual([
    'site.yaml:2:3: PLUGIN_NOT_FOUND',
    'site.yaml:3:3: PLUGIN_NOT_LOADED',
    'site.yaml:5:1: KEY_UNKNOWN',
  ]);
  expect(stderr).toContain('"./throws.mjs" can\'t be loaded: Oops');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(1);
});

test('while running, a change of the plugins is a problem, and the graph before keeps running', async () => {
  await lay(place, { 'plugin.mjs': wordPlugin, 'other.mjs': 'export default 1' });
  await place.write('site.yaml', site('./plugin.mjs'));
  const homeostat = place.start('run', 'site.yaml', '--state', 'state');
  await homeostat.told('converged');

  await place.write('site.yaml', site('./plugin.mjs, ./other.mjs', 'goodbye'));
  await homeostat.told('site.yaml:1:25: PLUGINS_CHANGED: ');
  await place.write('word', 'drifted');
  await homeostat.told('changed: text', 2);
  expect(await place.read('word')).toBe('hello');

  await place.write('site.yaml', site('./plugin.mjs', 'goodbye'));
  await homeostat.told('changed: text', 3);
  expect(await place.read('word')).toBe('goodbye');
  await place.write('site.yaml', 'resources: {}');
  await homeostat.told('./plugin.mjs removed');
});
