import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigFile, readConfig } from '@homeostat/config';
import { createEngine } from '@homeostat/engine';
import { corePlugin } from '@homeostat/plugin-core';
import { filePlugin } from '@homeostat/plugin-file';
import { pkgPlugin } from '@homeostat/plugin-pkg';
import { svcPlugin } from '@homeostat/plugin-svc';
import { afterEach, beforeEach, expect, test } from 'vitest';

const blocksOf = (text: string) => [...text.matchAll(/```(?:ts|json)\n(.*?)```/gs)].map(([, code]) => code!);

const page = readFileSync(new URL('typescript.md', import.meta.url), 'utf8');
const blocks = blocksOf(page);
const [first, vhost, second, hosts, , third] = blocks;

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'homeostat-guide-')));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function read(files: Readonly<Record<string, string>>): Promise<ConfigFile> {
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(directory, name), text, { mode: 0o644 });
  const config = await readConfig(join(directory, 'site.ts'));
  expect([...config.problems, ...config.warnings]).toEqual([]);
  return config;
}

async function compile(files: Readonly<Record<string, string>>) {
  const engine = createEngine({ plugins: [corePlugin, filePlugin, pkgPlugin, svcPlugin] });
  const plan = await engine.compile((await read(files)).declarations);
  return { plan, ids: [...plan.graph.vertices].map(({ id }) => id) };
}

test('the first site of the guide has the size that it says', async () => {
  const { plan } = await compile({ 'site.ts': first! });
  const told = /\$ homeostat validate site\.ts\nsite\.ts: (\d+) resources, (\d+) edge, (\d+) units?\n/.exec(
    page,
  )!;
  expect(told.slice(1).map(Number)).toEqual([
    plan.graph.vertexCount,
    plan.graph.edgeCount,
    plan.units.length,
  ]);
});

test('the helper of the guide declares a file for each host', async () => {
  const { ids } = await compile({
    'site.ts': second!,
    'vhost.ts': vhost!,
    'hosts.json': hosts!,
    'motd.txt': 'Hello',
  });
  expect(ids).toEqual([
    'pkg[nginx]',
    'svc[nginx]',
    'file[/etc/nginx/conf.d/example.org.conf]',
    'file[/etc/nginx/conf.d/example.net.conf]',
    'file[/etc/motd]',
  ]);
});

test.each([
  ['README.md', 5],
  ['packages/config/README.md', 3],
])('the site in %s is sound', async (readme, size) => {
  const text = readFileSync(new URL(`../../${readme}`, import.meta.url), 'utf8');
  const { ids } = await compile({ 'site.ts': blocksOf(text).at(-1)! });
  expect(ids).toHaveLength(size);
});

test('the plugin of the guide is asked for by its name', async () => {
  const { declarations, plugins } = await read({ 'site.ts': third! });
  expect(plugins).toMatchObject([{ specifier: 'homeostat-plugin-motd' }]);
  expect(declarations.resources).toMatchObject([{ kind: 'motd', name: 'today', params: { text: 'Hello' } }]);
});
