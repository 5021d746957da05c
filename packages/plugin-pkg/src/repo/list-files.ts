import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RepoParams } from './params.ts';

/** Whether apt has lists of every suite at every address. */
export function hasLists({ uris = [], suites = [], trusted }: RepoParams, directory: string): boolean {
  const prefixes = uris.flatMap((uri) => suites.map((suite) => listPrefix(uri, suite)));
  return prefixes.every((prefix) => {
    if (['InRelease', 'Release'].some((name) => existsSync(join(directory, prefix + name)))) return true;
    // Where no signature is asked for, there may be nothing to sign.
    return trusted && entries(directory).some((name) => isIndex(name, prefix));
  });
}

function isIndex(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^(.*_)?(Packages|Sources)(\.\w+)?$/.test(name.slice(prefix.length));
}

function entries(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

/** How the names of a suite's lists begin: its address, as apt writes one into a file name. */
export function listPrefix(uri: string, suite: string): string {
  const [, authority = '', path = ''] = /^[^:]*:(?:\/\/([^/]*))?(.*)$/.exec(uri)!;
  const base = `${authority}${path}`.replace(/\/?$/, '/');
  const place = suite.endsWith('/') ? suite.replace(/^\/$/, '') : `dists/${suite}/`;
  return escaped(`${base}${place}`).replaceAll('/', '_');
}

/** As apt does it: its list of characters, and small hexadecimal digits. */
function escaped(text: string): string {
  return text.replace(
    /[\\|{}[\]<>"^~_=!@#$%^&*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
