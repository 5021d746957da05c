import { appendFile, readFile } from 'node:fs/promises';
import { defineResource, Problem, WATCHER } from '@homeostat/resource';
import { z } from 'zod';

export const kindNameKind = defineResource({
  kind: 'kind-name',
  description: 'A line that a file has',
  params: z.strictObject({
    path: z.string().startsWith('/', 'Write an absolute path').describe('The file; made when it is missing'),
    text: z
      .string()
      .regex(/^[^\r\n]+$/, 'Write one line')
      .describe('The line, without its end'),
  }),
  namevar: 'text',

  async check({ path, text }, { signal }) {
    return has(await read(path, signal), text) ? [] : [{ property: 'text', to: text }];
  },
  apply: (_changes, { path, text }, { signal }) => add(path, text, signal),

  watch: ({ path }, notify, { services }) => services.get(WATCHER).watch(path, notify),
});

/** What is in the file; nothing when it is missing. */
async function read(path: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    return refused('read', path, error);
  }
}

function has(content: string, text: string): boolean {
  return content.split('\n').includes(text);
}

/** Adds it at the end, unless it is there: apply may be called again after a failure half-way. */
async function add(path: string, text: string, signal: AbortSignal): Promise<void> {
  const content = await read(path, signal);
  if (has(content, text)) return;
  const gap = content === '' || content.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${gap}${text}\n`).catch((cause) => refused('write', path, cause));
}

function refused(verb: string, path: string, cause: unknown): never {
  throw new Problem('LINE_REFUSED', `Can't ${verb} ${path}: ${(cause as Error).message}`, {
    hint: 'Declare its directory, and look at its type and its rights',
    cause,
  });
}
