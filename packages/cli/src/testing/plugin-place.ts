import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestSite } from './test-site.ts';

const workspace = fileURLToPath(new URL('../../../../', import.meta.url));

/** A kind `word`, as a stranger's plugin would bring it: a file of one word, at the path that is its name. */
export const wordPlugin = `
import { readFile, writeFile } from 'node:fs/promises';
import { definePlugin, defineResource, Problem, WATCHER } from '@homeostat/resource';
import { z } from 'zod';

const word = defineResource({
  kind: 'word',
  description: 'A file that holds one word',
  params: z.strictObject({
    path: z.string().describe('Where the word is kept'),
    text: z.string().describe('The word'),
  }),
  namevar: 'path',
  async check({ path, text }) {
    if (text.includes(' ')) throw new Problem('WORDS', 'This is more than one word');
    const present = await readFile(path, 'utf8').catch(() => undefined);
    return present === text ? [] : [{ property: 'text', from: present, to: text }];
  },
  apply: (_changes, { path, text }) => writeFile(path, text),
  watch: ({ path }, notify, { services }) => services.get(WATCHER).watch(path, notify),
});

export default definePlugin({ name: 'homeostat-plugin-word', resources: [word] });
`;

/** Writes files into the place, with the directories on the way to them. */
export async function lay(place: TestSite, files: Readonly<Record<string, string | object>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(place.path(name)), { recursive: true, mode: 0o755 });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(place.path(name), text, { mode: 0o644 });
  }
}

/** Installs what plugins import. */
export async function layDependencies(place: TestSite): Promise<void> {
  await mkdir(place.path('node_modules/@homeostat'), { recursive: true });
  await symlink(`${workspace}packages/resource`, place.path('node_modules/@homeostat/resource'));
  await symlink(`${workspace}node_modules/zod`, place.path('node_modules/zod'));
}

/** Installs the plugin of the kind `word`, for `import` alone, as a package of this name. */
export function layPackage(place: TestSite, name: string): Promise<void> {
  return lay(place, {
    [`node_modules/${name}/package.json`]: { name, exports: { '.': { import: './lib/plugin.mjs' } } },
    [`node_modules/${name}/lib/plugin.mjs`]: wordPlugin,
  });
}
