import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pluginNotFound, pluginNotLoaded } from '../errors.ts';
import type { PluginRequest } from './plugin-request.ts';

/**
 * The file that is imported for a plugin, without links.
 *
 * Node can't be asked: `import` resolves a name from the module it stands in, `import.meta.resolve` takes no other
 * parent without a flag, and `require.resolve` refuses packages that are made for `import` alone.
 */
export function resolvePlugin(request: PluginRequest): string {
  const { specifier, from } = request;
  const path = isPath(specifier) ? resolve(from, specifier) : packageDirectory(specifier, from);
  if (path === undefined)
    throw pluginNotFound(request, `no such package is in ${join(from, 'node_modules')} or further up`);
  const file = isDirectory(path) ? packageEntry(path, request) : path;
  if (!existsSync(file)) throw pluginNotFound(request, `${file} does not exist`);
  return realpathSync(file);
}

function isPath(specifier: string): boolean {
  return isAbsolute(specifier) || /^\.{1,2}(\/|$)/.test(specifier);
}

function packageDirectory(name: string, from: string): string | undefined {
  const directory = join(from, 'node_modules', name);
  if (existsSync(join(directory, 'package.json'))) return directory;
  const above = dirname(from);
  return above === from ? undefined : packageDirectory(name, above);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function packageEntry(directory: string, request: PluginRequest): string {
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest)) throw pluginNotFound(request, `${manifest} does not exist`);
  let entry: string | undefined;
  try {
    const { exports, main = 'index.js' } = JSON.parse(readFileSync(manifest, 'utf8'));
    entry = exports === undefined ? main : imported(exports?.['.'] ?? exports);
  } catch (error) {
    throw pluginNotLoaded(request, manifest, error);
  }
  if (typeof entry !== 'string') throw pluginNotFound(request, `${manifest} exports nothing to import`);
  return join(directory, entry);
}

const conditions = ['node', 'import', 'default'];

/** What `import` would take, given the value of "exports": the first condition that is met. */
function imported(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  return Object.entries(target ?? {})
    .filter(([condition]) => conditions.includes(condition))
    .map(([, value]) => imported(value))
    .find((found) => found !== undefined);
}
