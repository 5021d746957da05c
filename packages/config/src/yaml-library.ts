import { createRequire } from 'node:module';

let loaded: typeof import('yaml') | undefined;

/**
 * The library that knows all of YAML, and the place of everything. Loaded when it is first asked for: most files need neither,
 * and it is a twentieth of what a command takes to start. A bundle finds it installed beside itself.
 */
export function yamlLibrary(): typeof import('yaml') {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof import('yaml');
  return loaded;
}
