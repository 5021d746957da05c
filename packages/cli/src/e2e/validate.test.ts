import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

test('validate tells in a line what a sound file holds', async () => {
  await place.write(
    'site.yaml',
    'resources: { noop: [{ name: a }, { name: b }] }\nedges: [{ from: "noop[a]", to: "noop[b]" }]\n',
  );
  expect(await place.call('validate', 'site.yaml')).toEqual({
    exitCode: 0,
    stdout: 'site.yaml: 2 resources, 1 edge, 2 units\n',
    stderr: '',
  });
});

test('validate tells all that is wrong at once, each once, in the order of the file', async () => {
  await place.write(
    'site.yaml',
    `resources:
  exec:
    - name: a
      cmdd: x
  nope:
    - name: b
edges:
  - from: noop[missing]
    too: exec[a]
`,
  );
  const { exitCode, stdout, stderr } = await place.call('validate', 'site.yaml');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  const places = stderr.split('\n').filter((line) => line.startsWith('site.yaml:'));
  const lineNumbers = places.map((line) => Number(line.split(':')[1]));
  expect(new Set(places).size).toBe(places.length);
  expect(lineNumbers).toEqual([...lineNumbers].sort((a, b) => a - b));
  expect(stderr).toMatch(/^site\.yaml:4:\d+: PARAM_UNKNOWN: .*"cmdd"\n {2}Did you mean "cmd"\?/m);
  expect(stderr).toMatch(/^site\.yaml:5:\d+: KIND_UNKNOWN: |^site\.yaml:6:\d+: KIND_UNKNOWN: /m);
  expect(stderr).toContain('"too"');
});

test('validate tells that the file is missing, without a stack', async () => {
  const { exitCode, stderr } = await place.call('validate', 'missing.yaml');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('missing.yaml');
  expect(stderr).not.toMatch(/^\s+at /m);
});
