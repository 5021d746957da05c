import { readFile, stat } from 'node:fs/promises';
import { parse, resolve } from 'node:path';
import type { Problem } from '@homeostat/resource';
import { configNotUtf8, configUnreadable } from './errors.ts';
import { fingerprint } from './fingerprint.ts';
import { type ConfigFile, parseConfig } from './parse-config.ts';
import { isSite } from './site/is-site.ts';
import { whoElseMayWrite } from './site/trusted-file.ts';

/** A config, and the files that it was read from. */
export interface ReadConfig extends ConfigFile {
  /** By path, each with the fingerprint of what was read; `undefined`: it could not be read. */
  readonly files: ReadonlyMap<string, string | undefined>;
}

/**
 * Reads a graph from a file: TypeScript or JavaScript is run, anything else is YAML or JSON. A file that can't be read is a
 * problem too; it never rejects.
 *
 * @param signal ends a file that is run. What is read is then of no use
 */
export async function readConfig(file: string, signal?: AbortSignal): Promise<ReadConfig> {
  if (isSite(file)) {
    const { readSite } = await import('./site/read-site.ts');
    return readSite(file, { signal });
  }
  const path = resolve(file);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { ...unreadable(file, configUnreadable(file, error)), files: new Map([[path, undefined]]) };
  }
  // What a pipe holds is gone once it was read: it leads nowhere, and is not followed.
  const isPipe = (await stat(path).catch(() => undefined))?.isFile() === false;
  const files = new Map(isPipe ? [] : [[path, fingerprint(bytes, whoElseMayWrite(path))]]);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ...unreadable(file, configNotUtf8(file)), files };
  }
  return { ...parseConfig(text, file), files };
}

function unreadable(file: string, problem: Problem): ConfigFile {
  return {
    graph: parse(file).name,
    declarations: { resources: [], edges: [] },
    plugins: [],
    problems: [problem],
    warnings: [],
  };
}
