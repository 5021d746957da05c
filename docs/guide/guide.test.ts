import { readdirSync, readFileSync } from 'node:fs';
import { parseConfig } from '@homeostat/config';
import { createEngine } from '@homeostat/engine';
import { accountPlugin } from '@homeostat/plugin-account';
import { corePlugin } from '@homeostat/plugin-core';
import { execPlugin } from '@homeostat/plugin-exec';
import { filePlugin } from '@homeostat/plugin-file';
import { pkgPlugin } from '@homeostat/plugin-pkg';
import { svcPlugin } from '@homeostat/plugin-svc';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
// The graph in writing-a-plugin.md needs the plugin that the page makes; writing-a-plugin.test.ts tries it with that one.
const pages = readdirSync(new URL('.', import.meta.url)).filter(
  (name) => name.endsWith('.md') && name !== 'writing-a-plugin.md',
);

const kinds = ['account', 'core', 'exec', 'file', 'pkg', 'svc'].map(
  (name) => `packages/plugin-${name}/README.md`,
);

const blocks = ['README.md', ...kinds, ...pages.map((name) => `docs/guide/${name}`)].flatMap((page) =>
  [...readFileSync(new URL(page, root), 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, yaml], index) => [page, index + 1, yaml!] as const,
  ),
);

test.each(blocks)('%s: graph %i is sound', async (page, _number, yaml) => {
  const { declarations, problems, warnings } = parseConfig(yaml, page);
  expect([...problems, ...warnings]).toEqual([]);
  const engine = createEngine({
    plugins: [corePlugin, execPlugin, filePlugin, pkgPlugin, svcPlugin, accountPlugin],
  });
  const plan = await engine.compile(declarations);
  expect(plan.warnings).toEqual([]);
  expect(plan.graph.vertexCount).toBeGreaterThan(0);
});

test('README.md shows the example that it tells to run', () => {
  const readme = blocks.find(([page]) => page === 'README.md')![2];
  const example = readFileSync(new URL('docs/examples/hello.yaml', root), 'utf8');
  expect(example).toContain(readme);
});
