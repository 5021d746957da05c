import { afterEach, beforeEach, expect, test } from 'vitest';
import { layDependencies, layPackage } from '../testing/plugin-place.ts';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

async function explained(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await place.call('explain', ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

test('explain lists the kinds in order', async () => {
  const text = await explained();
  expect(text.match(/^[a-z]+(?= {2})/gm)).toEqual([
    'exec',
    'file',
    'group',
    'line',
    'noop',
    'pkg',
    'print',
    'repo',
    'svc',
    'user',
  ]);
  expect(text).toContain('\nprint  Shows a text when the engine starts and each time it is notified\n');
  expect(JSON.parse(await explained('--json'))[1]).toMatchObject({ kind: 'file' });
});

test('explain tells the params of a kind, with their types and defaults', async () => {
  const text = await explained('File');
  expect(text).toMatch(/^file: A regular file, a directory or a symbolic link, /);
  expect(text).toContain("\n  path: text; default the resource's name\n      The absolute path; ");
  expect(text).toContain('\n  state: "exists", "absent" or "undefined"; default "exists"\n');
  expect(text).toContain('homeostat explain meta');
});

test('explain meta tells the meta parameters', async () => {
  expect(await explained('meta')).toContain(
    '\n  retry: whole number, at least -1; default 0\n      How often',
  );
});

test.each(['file', 'exec', 'noop', 'print', 'meta', '--'])('explain %s fits 80 columns', async (word) => {
  for (const line of (await explained(word)).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('explain --json prints a JSON Schema', async () => {
  expect(JSON.parse(await explained('exec', '--json'))).toMatchObject({
    type: 'object',
    properties: { cwd: { type: 'string', default: '/' } },
    additionalProperties: false,
  });
  expect(JSON.parse(await explained('meta', '--json')).properties).toHaveProperty('retry');
});

test('explain names the nearest kind for an unknown one', async () => {
  const { exitCode, stdout, stderr } = await place.call('explain', 'exex');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^KIND_UNKNOWN: No plugin provides the kind "exex"\n {2}Did you mean "exec"\?/);
});

test('explain knows the kinds of a plugin', async () => {
  await layDependencies(place);
  await layPackage(place, 'word');
  expect(await explained('word', '--plugin', 'word')).toContain(
    "word: A file that holds one word\n\n  path: text; default the resource's name\n      Where the word is kept\n\n  text: text; required\n",
  );
});
