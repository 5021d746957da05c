import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@homeostat/config';
import { createEngine } from '@homeostat/engine';
import { corePlugin } from '@homeostat/plugin-core';
import { filePlugin } from '@homeostat/plugin-file';
import { pkgPlugin } from '@homeostat/plugin-pkg';
import { svcPlugin } from '@homeostat/plugin-svc';
import { definePlugin, defineResource } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

const page = readFileSync(new URL('typescript.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```(?:ts|json)\n(.*?)```/gs)].map(([, text]) => text!);
const [first, vhost, second, hosts, , third] = blocks;

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'homeostat-guide-')));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function compile(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(directory, name), text, { mode: 0o644 });
  const config = await readConfig(join(directory, 'site.ts'));
  expect([...config.problems, ...config.warnings]).toEqual([]);
  const motd = defineResource({
    kind: 'motd',
    description: 'The text shown at login',
    params: z.strictObject({ text: z.string() }),
  });
  const engine = createEngine({
    plugins: [
      corePlugin,
      filePlugin,
      pkgPlugin,
      svcPlugin,
      definePlugin({ name: 'motd', resources: [motd] }),
    ],
  });
  const plan = await engine.compile(config.declarations);
  return { config, plan, ids: [...plan.graph.vertices].map(({ id }) => id) };
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
  const { config, ids } = await compile({
    'site.ts': second!,
    'vhost.ts': vhost!,
    'hosts.json': hosts!,
    'motd.txt': 'Hello',
  });
  expect(config.graph).toBe('web');
  expect(ids).toEqual([
    'pkg[nginx]',
    'svc[nginx]',
    'file[/etc/nginx/conf.d/example.org.conf]',
    'file[/etc/nginx/conf.d/example.net.conf]',
    'file[/etc/motd]',
  ]);
});

test('the plugin of the guide is asked for by its name', async () => {
  const { config, ids } = await compile({ 'site.ts': third! });
  expect(config.plugins).toMatchObject([{ specifier: 'homeostat-plugin-motd' }]);
  expect(ids).toEqual(['motd[today]']);
});
