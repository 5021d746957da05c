import { readdirSync } from 'node:fs';
import type { Plugin } from '@homeostat/resource';

const packages = new URL('../../packages/', import.meta.url);

/** The kinds of all plugins in this repository. */
export async function builtInKinds(): Promise<Plugin['resources']> {
  const names = readdirSync(packages).filter((name) => name.startsWith('plugin-'));
  const modules = await Promise.all(names.map((name) => import(`../../packages/${name}/src/index.ts`)));
  return modules
    .flatMap((module) => Object.values(module).filter(isPlugin))
    .flatMap(({ resources }) => resources);
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'contract' in value;
}
