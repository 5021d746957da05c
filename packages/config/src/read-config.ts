import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import type { Problem } from '@homeostat/resource';
import { configNotUtf8, configUnreadable } from './errors.ts';
import { type ConfigFile, parseConfig } from './parse-config.ts';

/** Reads a graph from a YAML or JSON file. A file that can't be read is a problem too; it never rejects. */
export async function readConfig(file: string): Promise<ConfigFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return unreadable(file, configUnreadable(file, error));
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unreadable(file, configNotUtf8(file));
  }
  return parseConfig(text, file);
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
