import { isBuiltin } from 'node:module';
import { kindInvalid, kindReserved, nameInvalid } from './errors.ts';

/** What Homeostat brings itself, and `meta`, which `homeostat explain` takes for what all kinds share. */
export const reservedKinds = [
  'exec',
  'file',
  'group',
  'line',
  'meta',
  'noop',
  'pkg',
  'print',
  'repo',
  'svc',
  'user',
];

export interface PluginName {
  /** As npm knows it. */
  readonly package: string;
  /** What follows the scope. */
  readonly folder: string;
  readonly kind: string;
}

/** Reads the name of a package that is to be made. Throws a Refusal. */
export function parsePluginName(name: string): PluginName {
  const fault = faultOf(name);
  if (fault !== undefined) throw nameInvalid(name, fault);
  const folder = name.slice(name.indexOf('/') + 1);
  const kind = folder.replace(/^homeostat-plugin-/, '');
  if (!/^[a-z][a-z0-9_-]*$/.test(kind)) throw kindInvalid(kind, name);
  if (reservedKinds.includes(kind)) throw kindReserved(kind);
  return { package: name, folder, kind };
}

/** What npm has against a name. Its rules for new packages: https://github.com/npm/validate-npm-package-name */
function faultOf(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 214) return 'it is longer than 214 characters';
  if (name !== name.toLowerCase()) return 'it has capitals';
  const parts = /^(?:@([^/]*)\/)?([^/]*)$/.exec(name);
  if (!parts) return 'a slash stands only between a scope and a name';
  const [, scope, folder] = parts;
  for (const part of [scope, folder]) {
    if (part === undefined) continue;
    if (part === '') return 'a part of it is empty';
    if (/^[._]/.test(part)) return 'it begins with a dot or an underscore';
    if (!/^[a-z0-9._-]+$/.test(part)) return 'it holds something else than letters, digits and - . _';
  }
  if (name === 'node_modules' || name === 'favicon.ico' || isBuiltin(name))
    return 'the name is taken by Node';
  return undefined;
}
