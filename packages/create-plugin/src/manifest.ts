import { readFileSync } from 'node:fs';
import type { PluginName } from './plugin-name.ts';

// The packages of Homeostat have one version, which is also this one's.
const { version }: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const entry = { types: './dist/index.d.ts', default: './dist/index.js' };
const dependencies = { '@homeostat/resource': version };
const peerDependencies = { zod: '^4.6.7' };
const devDependencies = {
  '@homeostat/resource-testing': version,
  '@homeostat/watcher': version,
  zod: '4.6.7',
};

function shared(name: PluginName): object {
  return {
    name: name.package,
    version,
    description: `The ${name.kind} kind, for Homeostat`,
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=20.19' },
  };
}

/** The package.json of a package that stands alone. */
export function standaloneManifest(name: PluginName): string {
  return json({
    ...shared(name),
    version: '0.1.0',
    license: 'MIT',
    keywords: ['homeostat-plugin'],
    exports: entry,
    files: ['dist', '!dist/**/*.test.*'],
    scripts: { build: 'tsc', test: 'vitest run', prepack: 'npm run build' },
    dependencies,
    peerDependencies,
    devDependencies: {
      ...devDependencies,
      '@types/node': '20.19.25',
      homeostat: version,
      typescript: '6.0.3',
      vitest: '4.1.12',
    },
  });
}

/** The package.json of a package in the workspace of Homeostat. */
export function workspaceManifest(name: PluginName): string {
  return json({
    ...shared(name),
    exports: { '.': { '@homeostat/source': './src/index.ts', ...entry } },
    files: ['dist', 'src', '!**/testing', '!**/*.test.ts', '!**/.tsbuildinfo'],
    scripts: { build: 'tsc -b', test: `vitest run --root ../.. packages/${name.folder}` },
    dependencies,
    peerDependencies,
    devDependencies,
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
