import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createInWorkspace, createStandalone } from './create-plugin.ts';
import { inDirectory } from './testing/in-directory.ts';

const packages = new URL('../../', import.meta.url);

function readJson(file: string | URL) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

inDirectory(
  'createStandalone makes a whole package, with every placeholder filled in',
  async ({ directory }) => {
    const { folder } = await createStandalone(directory, '@acme/homeostat-plugin-net-rule');
    expect(folder).toBe(`${directory}/homeostat-plugin-net-rule`);

    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`);
    expect(paths.map((path) => path.slice(folder.length + 1)).sort()).toEqual([
      '.gitignore',
      'LICENSE',
      'README.md',
      'example.yaml',
      'package.json',
      'src/index.ts',
      'src/net-rule-plugin.ts',
      'src/net-rule.resource.test.ts',
      'src/net-rule.ts',
      'tsconfig.json',
      'vitest.config.ts',
    ]);
    const all = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
    expect(all).not.toMatch(/plugin-name|kind-name|kindName/);
    expect(all).toContain("export const netRuleKind = defineResource({\n  kind: 'net-rule',");
    expect(all).toContain(
      "definePlugin({ name: '@acme/homeostat-plugin-net-rule', resources: [netRuleKind] })",
    );
  },
);

inDirectory('createStandalone asks for the versions that were released together', async ({ directory }) => {
  const { folder } = await createStandalone(directory, 'motd');
  const manifest = readJson(`${folder}/package.json`);
  for (const [name, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!name.includes('homeostat')) continue;
    const place = name === 'homeostat' ? 'cli' : name.replace('@homeostat/', '');
    expect(wanted).toBe(readJson(new URL(`${place}/package.json`, packages)).version);
  }
  const { devDependencies } = readJson(new URL('../package.json', packages));
  for (const name of ['@types/node', 'typescript', 'vitest'])
    expect(manifest.devDependencies[name]).toBe(devDependencies[name]);
});

inDirectory('createInWorkspace makes a package in the shape of plugin-exec', async ({ directory }) => {
  mkdirSync(`${directory}/packages`);
  const { name, folder } = await createInWorkspace(directory, 'motd');
  expect(name.package).toBe('@homeostat/plugin-motd');
  expect(folder).toBe(`${directory}/packages/plugin-motd`);

  const model = readFileSync(new URL('plugin-exec/package.json', packages), 'utf8');
  const { description: _, files, ...shape } = JSON.parse(model.replaceAll('plugin-exec', 'plugin-motd'));
  expect(readJson(`${folder}/package.json`)).toMatchObject({
    ...shape,
    files: expect.arrayContaining(files),
  });
  expect(readJson(`${folder}/tsconfig.json`)).toEqual(
    readJson(new URL('plugin-exec/tsconfig.json', packages)),
  );
});

inDirectory('createInWorkspace refuses a kind that is there', async ({ directory }) => {
  mkdirSync(`${directory}/packages/plugin-motd/src`, { recursive: true });
  await expect(createInWorkspace(directory, 'motd')).rejects.toMatchObject({ code: 'FOLDER_TAKEN' });
});
