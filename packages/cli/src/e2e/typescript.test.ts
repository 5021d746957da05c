import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lay, layDependencies, layPackage } from '../testing/plugin-place.ts';
import { TestSite } from '../testing/test-site.ts';

const workspace = new URL('../../../../', import.meta.url);

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

const site = (rest: string) => `import { createSite } from 'homeostat/site';
const site = createSite();
${rest}
export default site;
`;
/** A site whose file has the text that a helper exports. */
const fileOfHelper = () =>
  site(`import { text } from './lib/text.ts';
site.resource('file', '${place.path('motd')}', { content: text });`);

const run = () => place.start('run', 'site.ts', '--state', 'state');
const holds = (text: string) =>
  vi.waitFor(async () => expect(await place.read('motd')).toBe(text), { timeout: 15_000, interval: 20 });

test('every command takes TypeScript, and nothing has to be installed beside it', async () => {
  await place.write(
    'site.ts',
    site(`const dir = site.resource('file', '${place.directory}/d/');
site.resource('file', \`${place.directory}/d/\${await Promise.resolve('x')}\`, { content: 'x' } as const);
site.resource('noop', 'after', { require: dir });
console.log('said');`),
  );
  expect(await place.call('validate', 'site.ts')).toEqual({
    exitCode: 0,
    stdout: 'site.ts: 3 resources, 2 edges, 3 units\n',
    stderr: 'said\n',
  });
  expect((await place.call('check', 'site.ts', '--state', 'state')).exitCode).toBe(2);
  const { edges } = JSON.parse((await place.call('graph', 'site.ts', '--format', 'json')).stdout);
  expect(edges).toHaveLength(2);
  expect((await place.call('doctor', 'site.ts')).stdout).toContain('file watching');
  const once = await place.call('run', 'site.ts', '--json', '--state', 'state', '--converged-timeout', '0');
  expect(once.exitCode).toBe(0);
  for (const line of once.stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('type');
  expect(await place.read('d/x')).toBe('x');
});

test('validate tells all that is wrong at once, with the line that declares it, also in a helper', async () => {
  await lay(place, {
    'site.ts': site(`import { helper } from './lib/helper.ts';
site.resource('nope', 'a');
helper(site);
site.resource('noop', 'c', { before: 'noop[gone]' });
site.resource('noop', 'c');`),
    'lib/helper.ts': `export const helper = (site: any) =>
  site.resource('exec', 'b', { cmdd: 'x' });
`,
  });
  const { exitCode, stdout, stderr } = await place.call('validate', 'site.ts');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr.match(/^\S+: [A-Z_]+(?=: )/gm)?.sort()).toEqual([
    'lib/helper.ts:2:8: PARAM_UNKNOWN',
    'site.ts:4:6: KIND_UNKNOWN',
    'site.ts:6:6: EDGE_END_UNKNOWN',
    'site.ts:7:6: RESOURCE_TWICE',
  ]);
});

test('run follows the file and its helpers; while one has errors, the graph before keeps running', async () => {
  await lay(place, { 'site.ts': fileOfHelper(), 'lib/text.ts': `export const text = 'One';` });
  const homeostat = run();
  await homeostat.told('converged');
  expect(await place.read('motd')).toBe('One');

  await place.write('lib/text.ts', `export const text: string = 'Two';`);
  await holds('Two');

  await place.write('lib/text.ts', `export const text = 'Three'; throw new Error('halfway');`);
  await homeostat.told('SITE_THREW');
  expect(homeostat.stderr).toContain('lib/text.ts:1:36: SITE_THREW');
  await place.write('motd', 'Drifted');
  await holds('Two');

  // A helper that is gone is followed until it is back.
  await place.write('site.ts', fileOfHelper().replace('lib/text.ts', 'lib/other.ts'));
  await homeostat.told('SITE_IMPORT_MISSING');
  await place.write('lib/other.ts', `export { text } from './text.ts';`);
  await homeostat.told('SITE_THREW', 2);
  await place.write('lib/text.ts', `export const text = 'Four';`);
  await holds('Four');

  chmodSync(place.path('lib/text.ts'), 0o666);
  await homeostat.told('SITE_UNTRUSTED');
  chmodSync(place.path('lib/text.ts'), 0o644);
  await place.write('lib/text.ts', `export const text = 'Five';`);
  await holds('Five');
  homeostat.signal('SIGTERM');
  expect(await homeostat.ended()).toMatchObject({ exitCode: 0 });
});

test('run does nothing about an edit that declares the same', async () => {
  await lay(place, { 'site.ts': fileOfHelper(), 'lib/text.ts': `export const text = 'One';` });
  const homeostat = run();
  await homeostat.told('converged');
  await place.write('lib/text.ts', `// Said otherwise.\nexport const text = ['O', 'n', 'e'].join('');`);
  await place.write('site.ts', `${fileOfHelper()}console.log('read again');`);
  await homeostat.told('read again');
  await place.write('lib/text.ts', `export const text = 'Two';`);
  await holds('Two');
  homeostat.signal('SIGTERM');
  const { stdout } = await homeostat.ended();
  expect(stdout.match(/changed: /g)).toHaveLength(2);
  expect(stdout).not.toMatch(/\(\d+ added, [2-9] replaced/);
});

test('run goes on, and can be stopped, while a file hangs', async () => {
  await lay(place, { 'site.ts': fileOfHelper(), 'lib/text.ts': `export const text = 'One';` });
  const homeostat = run();
  await homeostat.told('converged');
  await place.write('lib/text.ts', `console.log('spinning'); for (;;);`);
  await homeostat.told('spinning');
  await place.write('motd', 'Drifted');
  await holds('One');
  homeostat.signal('SIGTERM');
  expect(await homeostat.ended()).toMatchObject({ exitCode: 0 });
});

test('the plugins of a site are loaded as those of YAML are', async () => {
  await layDependencies(place);
  await layPackage(place, 'homeostat-plugin-word');
  const using = (plugin: string) => `import { createSite } from 'homeostat/site';
const site = createSite({ plugins: ['${plugin}'] });
site.resource('word', '${place.path('word')}', { text: 'hello' });
export default site;
`;
  await place.write('site.ts', using('homeostat-plugin-word'));
  const { exitCode, stderr } = await place.call(
    'run',
    'site.ts',
    '--state',
    'state',
    '--converged-timeout',
    '0',
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(await place.read('word')).toBe('hello');
  await place.write('site.ts', using('homeostat-plugin-none'));
  expect((await place.call('validate', 'site.ts')).stderr).toMatch(/^site\.ts:2:24: PLUGIN_NOT_FOUND: /);
});

test('the compiler takes the guide, the READMEs and the example as they stand, with its tsconfig, and marks a wrong key', async () => {
  const blocksOf = (page: string) =>
    [...readFileSync(new URL(page, workspace), 'utf8').matchAll(/```(ts|json)\n(.*?)```/gs)].map(
      ([, , text]) => text!,
    );
  const [first, vhost, second, hosts, tsconfig, third] = blocksOf('docs/guide/typescript.md');
  await layDependencies(place);
  for (const name of ['homeostat', '@types'])
    symlinkSync(
      fileURLToPath(new URL(`node_modules/${name}`, workspace)),
      place.path(`node_modules/${name}`),
    );
  await lay(place, {
    'first.ts': first!,
    'vhost.ts': vhost!,
    'second.ts': second!,
    'hosts.json': hosts!,
    'third.ts': third!,
    'readme.ts': blocksOf('README.md').at(-1)!,
    'config.ts': blocksOf('packages/config/README.md').at(-1)!,
    'example.ts': readFileSync(new URL('docs/examples/site.ts', workspace), 'utf8'),
    'tsconfig.json': tsconfig!,
    'package.json': { type: 'module' },
    'node_modules/homeostat-plugin-motd/package.json': {
      name: 'homeostat-plugin-motd',
      type: 'module',
      types: 'plugin.d.ts',
    },
    'node_modules/homeostat-plugin-motd/plugin.d.ts': `import type { DefinedResource, Plugin } from '@homeostat/resource';
import type { z } from 'zod';
declare const plugin: Plugin<readonly [DefinedResource<'motd', z.ZodObject<{ text: z.ZodString }>, undefined>]>;
export default plugin;
`,
  });
  const tsc = () =>
    spawnSync(
      process.execPath,
      [fileURLToPath(new URL('node_modules/typescript/bin/tsc', workspace)), '--noEmit'],
      {
        cwd: place.directory,
        encoding: 'utf8',
      },
    ).stdout;
  expect(tsc()).toBe('');
  await place.write('first.ts', first!.replace('state:', 'stat:'));
  await place.write('third.ts', third!.replace('text:', 'txt:'));
  expect(tsc().match(/^\w+\.ts\(\d+,\d+\): error TS\d+/gm)).toEqual([
    'first.ts(5,47): error TS2561',
    'third.ts(6,34): error TS2561',
  ]);
});
