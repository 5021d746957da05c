import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from './read-config.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homeostat-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

test('readConfig reads a file', async () => {
  const file = await written('site.yaml', '\uFEFFresources: {noop: {"ä": {}}}');
  expect(await readConfig(file)).toMatchObject({
    graph: 'site',
    declarations: { resources: [{ kind: 'noop', name: 'ä' }] },
    problems: [],
  });
});

test('readConfig reports a file that is not there, and declares nothing', async () => {
  const file = join(directory, 'missing.yaml');
  expect(await readConfig(file)).toMatchObject({
    declarations: { resources: [], edges: [] },
    problems: [
      {
        code: 'CONFIG_UNREADABLE',
        message: `The file "${file}" does not exist`,
        at: { file, line: 1, column: 1 },
      },
    ],
  });
});

test('readConfig reports a directory', async () => {
  const { problems } = await readConfig(directory);
  expect(problems).toMatchObject([
    { code: 'CONFIG_UNREADABLE', message: `The file "${directory}" is a directory` },
  ]);
});

test('readConfig reports a file name no system can have', async () => {
  expect((await readConfig('a\0b')).problems).toMatchObject([{ code: 'CONFIG_UNREADABLE' }]);
});

test.each([
  ['Latin-1', Buffer.from('graph: caf\xe9', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFFgraph: x', 'utf16le')],
])('readConfig reports %s', async (name, bytes) => {
  const file = await written(`${name}.yaml`, bytes);
  expect((await readConfig(file)).problems).toMatchObject([{ code: 'CONFIG_NOT_UTF8', at: { file } }]);
});
