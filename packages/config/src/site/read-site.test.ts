import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatPosition } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../read-config.ts';
import { readSite } from './read-site.ts';

let directory: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'homeostat-site-')));
});
afterEach(() => rm(directory, { recursive: true }));

/** Writes files, and gives the path of the first. */
async function lay(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true, mode: 0o755 });
    await writeFile(join(directory, name), content, { mode: 0o644 });
  }
  return join(directory, Object.keys(files)[0]!);
}

const names = ({ declarations }: Awaited<ReturnType<typeof readConfig>>) =>
  declarations.resources.map(({ name }) => name);
const told = ({ problems }: Awaited<ReturnType<typeof readConfig>>) =>
  problems.map(({ code, at }) => `${code} ${formatPosition(at!).slice(directory.length + 1)}`);

test('readConfig runs TypeScript: types, loops, helpers, data, packages and await', async () => {
  const file = await lay({
    'site.ts': `#!/usr/bin/env homeostat
import { readFileSync } from 'node:fs';
import { createSite, type Site } from 'homeostat/site';
import shout from 'shout';
import hosts from './hosts.json' with { type: 'json' };
import * as vhosts from './lib/vhost.js';
import { port } from './plain.cjs';

enum Level { Low = 1 }
const site: Site = createSite({ graph: 'web' });
const first = site.resource('noop', 'first');
for (const host of hosts as vhosts.Vhost[]) vhosts.vhost(site, host);
  site.resource('noop', await Promise.resolve(shout('last')), { require: first });
site.resource('noop', readFileSync(new URL('./text', import.meta.url), 'utf8') + port + Level.Low);
export default site satisfies Site;
`,
    'lib/vhost.ts': `import type { Site } from 'homeostat/site';
export interface Vhost { readonly name: string }
export function vhost(site: Site, { name }: Vhost) {
  return site.resource('noop', name);
}
`,
    'hosts.json': '[{ "name": "a" }, { "name": "b" }]',
    'plain.cjs': `exports.port = require('node:path').sep + require('./inner.json').port;`,
    'inner.json': '{ "port": 80 }',
    text: 'text',
    'node_modules/shout/package.json': '{ "type": "module", "exports": { "import": "./index.js" } }',
    'node_modules/shout/index.js': 'export default (text) => text.toUpperCase();',
  });
  const config = await readConfig(file);
  expect(config.problems).toEqual([]);
  expect(config.graph).toBe('web');
  expect(names(config)).toEqual(['first', 'a', 'b', 'LAST', 'text/801']);
  const places = config.declarations.resources.map(({ locate }) => formatPosition(locate!([])!));
  expect(places.map((place) => place.slice(directory.length + 1))).toEqual([
    'site.ts:11:20',
    'lib/vhost.ts:4:15',
    'lib/vhost.ts:4:15',
    'site.ts:13:8',
    'site.ts:14:6',
  ]);
  expect([...config.files.keys()].map((path) => path.slice(directory.length + 1)).sort()).toEqual([
    'hosts.json',
    'inner.json',
    'lib/vhost.ts',
    'plain.cjs',
    'site.ts',
  ]);
});

const asModule = `import { createSite } from 'homeostat/site';
const site = createSite();
site.resource('noop', 'a');
export default site;
`;
const asCommonJs = `const { createSite } = require('homeostat/site');
module.exports = createSite();
module.exports.resource('noop', 'a');
`;

test.each([
  ['site.ts', asModule],
  ['site.mts', asModule],
  ['site.js', asModule],
  ['site.mjs', asModule],
  ['site.cts', asCommonJs],
  ['site.cjs', asCommonJs],
  ['site.js', asCommonJs],
])('readConfig runs %s as it is written', async (name, text) => {
  const config = await readConfig(await lay({ [name]: text }));
  expect(config.problems).toEqual([]);
  expect(names(config)).toEqual(['a']);
});

test('readConfig names files as the first one was named', async () => {
  await lay({ 'site.ts': `${asModule}import './other.ts';`, 'other.ts': `throw new Error('x');` });
  await symlink('site.ts', join(directory, 'link.ts'));
  expect(told(await readConfig(join(directory, 'link.ts')))).toEqual(['SITE_THREW other.ts:1:7']);
  await lay({ 'site.ts': `throw new Error('x');` });
  expect(told(await readConfig(join(directory, 'link.ts')))).toEqual(['SITE_THREW link.ts:1:7']);
});

test('readConfig reads all files anew, and one in a circle once', async () => {
  const file = await lay({
    'site.ts': `import { createSite } from 'homeostat/site';
import { helped } from './helper.ts';
export const word = 'word';
const site = createSite();
site.resource('noop', helped());
export default site;
`,
    'helper.ts': `import { word } from './site.ts';\nexport const helped = () => word + 1;`,
  });
  expect(names(await readConfig(file))).toEqual(['word1']);
  await lay({ 'helper.ts': `import { word } from './site.ts';\nexport const helped = () => word + 2;` });
  expect(names(await readConfig(file))).toEqual(['word2']);
});

test('what a promise declares that nobody waits for belongs to the site', async () => {
  const file = await lay({
    'site.ts': `${asModule}setImmediate(() => setImmediate(() => site.resource('noop', 'late')));`,
  });
  expect(names(await readConfig(file))).toEqual(['a', 'late']);
});

test('what a file does to its process does nothing to ours', async () => {
  const file = await lay({
    'site.ts': `${asModule}process.env.HOMEOSTAT_TEST = 'x'; Object.prototype.spoilt = true;`,
  });
  expect(names(await readConfig(file))).toEqual(['a']);
  expect('spoilt' in {}).toBe(false);
  expect(process.env.HOMEOSTAT_TEST).toBeUndefined();
});

const use = `\nconsole.error('used', typeof used);`;

describe('readConfig reports', () => {
  test.each([
    ['SITE_SYNTAX site.ts:2:7', '\nconst = 5;'],
    ['SITE_SYNTAX site.ts:2:1', `\nlet x = /(?<a>x)(?<a>y)/;`],
    ['SITE_IMPORT_MISSING site.ts:2:1', `\nimport used from './none.ts';${use}`],
    ['SITE_IMPORT_MISSING site.ts:2:1', `\nimport used from 'no-such-package';${use}`],
    ['SITE_IMPORT_MISSING site.ts:2:1', `\nrequire('./none.cjs');`],
    [
      'SITE_THREW site.ts:3:9',
      `const f = (): never => {\n  // Somewhere inside.\n  throw new Error('x');\n};\nf();`,
    ],
    ['SITE_THREW site.ts:1:1', 'throw 5;'],
    ['SITE_THREW site.ts:2:26', `\nsetTimeout(() => { null!.x; });`],
    ['SITE_THREW site.ts:2:16', `\nPromise.reject(new Error('nobody waits'));`],
    ['SITE_NOT_EXPORTED site.ts:1:1', ''],
    ['SITE_NOT_EXPORTED site.ts:1:1', `export default { resource() {}, edge() {} };`],
    ['SITE_NOT_EXPORTED site.ts:1:1', asModule.replace('export default site;', '')],
    ['SITE_UNFINISHED site.ts:1:1', `${asModule}await new Promise(() => {});`],
    ['SITE_UNFINISHED site.ts:1:1', `${asModule}process.exit(0);`],
    [
      'SITE_BROKE site.ts:1:1',
      `process.removeAllListeners('uncaughtException'); setImmediate(() => { throw new Error('x'); });`,
    ],
    ['CONFIG_NOT_UTF8 site.ts:1:1', '\0latin1'],
  ])('%s', async (problem, text) => {
    const file = await lay({ 'site.ts': text });
    if (text === '\0latin1') await writeFile(file, Buffer.from([0xff]));
    const config = await readConfig(file);
    expect(told(config)).toEqual([problem]);
    expect(config.declarations).toEqual({ resources: [], edges: [] });
    expect(config.problems[0]!.hint).toBeTruthy();
  });

  test('a file that never ends, and one that is never idle', async () => {
    const busy = await lay({ 'site.ts': `${asModule}for (;;);` });
    expect(told(await readSite(busy, { limitMs: 2000 }))).toEqual(['SITE_UNFINISHED site.ts:1:1']);
    const open = await lay({ 'site.ts': `${asModule}setInterval(() => {}, 1e6);` });
    expect(told(await readSite(open, { limitMs: 2000 }))).toEqual(['SITE_UNFINISHED site.ts:1:1']);
  });

  test('nothing more of a file once it is aborted', async () => {
    const file = await lay({ 'site.ts': `${asModule}for (;;);` });
    const abort = new AbortController();
    const reading = readConfig(file, abort.signal);
    abort.abort();
    expect((await reading).declarations.resources).toEqual([]);
  });

  test('a file that is not there, and one that is a directory', async () => {
    expect(told(await readConfig(join(directory, 'none.ts')))).toEqual(['CONFIG_UNREADABLE none.ts:1:1']);
    await mkdir(join(directory, 'site.ts'));
    expect(told(await readConfig(join(directory, 'site.ts')))).toEqual(['CONFIG_UNREADABLE site.ts:1:1']);
  });

  test('nothing of what JSON holds', async () => {
    const file = await lay({
      'site.ts': `import used from './secret.json' with { type: 'json' };${use}`,
      'secret.json': `{\n "password": hunter2 }`,
    });
    const bad = await readConfig(file);
    expect(told(bad)).toEqual(['SITE_SYNTAX secret.json:2:14']);
    await lay({ 'site.ts': `JSON.parse('hunter2');` });
    const thrown = await readConfig(file);
    expect(told(thrown)).toEqual(['SITE_THREW site.ts:1:6']);
    for (const { message } of [...bad.problems, ...thrown.problems]) expect(message).not.toContain('hunter');
  });

  test('where an import that is missing may come to be', async () => {
    const file = await lay({ 'site.ts': `import used from './none.ts';${use}` });
    const { files } = await readConfig(file);
    expect(files.get(join(directory, 'none.ts'))).toBeUndefined();
    expect(files.has(join(directory, 'none.ts'))).toBe(true);
  });

  test('a file, a helper and a package that others may write, and runs none of them', async () => {
    const ran = join(directory, 'ran');
    const leaveTrace = `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');`;
    const file = await lay({
      'site.ts': `import './helper.ts'; import './data.json'; import 'pack';`,
      'helper.ts': leaveTrace,
      'data.json': '{}',
      'node_modules/pack/index.js': leaveTrace,
    });
    for (const [name, place] of [
      ['site.ts', 'site.ts:1:1'],
      ['helper.ts', 'site.ts:1:1'],
      ['node_modules/pack/index.js', 'site.ts:1:45'],
      ['data.json', 'site.ts:1:23'],
    ] as const) {
      await chmod(join(directory, name), 0o666);
      const config = await readConfig(file);
      expect(told(config)).toEqual([`SITE_UNTRUSTED ${place}`]);
      expect(config.problems[0]!.message).toContain(join(directory, name));
      await chmod(join(directory, name), 0o644);
      if (name === 'helper.ts') await lay({ 'helper.ts': '' });
      if (name.endsWith('index.js')) await lay({ 'node_modules/pack/index.js': '' });
    }
    await expect(realpath(ran)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
