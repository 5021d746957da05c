import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginName } from './plugin-name.ts';
import type { Files } from './write-folder.ts';

const template = fileURLToPath(new URL('../template/', import.meta.url));

/** Fills in the files of the template's parts, in names and texts. */
export async function fillTemplate(parts: readonly string[], name: PluginName): Promise<Files> {
  const words: Readonly<Record<string, string>> = {
    'plugin-name': name.package,
    'kind-name': name.kind,
    kindName: name.kind.replace(/[_-]+([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase()),
    // npm leaves a .gitignore out of what it packs.
    'dot-gitignore': '.gitignore',
  };
  const fill = (text: string) =>
    text.replace(/plugin-name|kind-name|kindName|dot-gitignore/g, (word) => words[word]!);

  const files: Record<string, string> = {};
  for (const part of parts) {
    for (const path of await pathsBelow(join(template, part))) {
      files[fill(path)] = fill(await readFile(join(template, part, path), 'utf8'));
    }
  }
  return files;
}

async function pathsBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(directory, entry.parentPath), entry.name));
}
