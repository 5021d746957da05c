import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
  await place.write(
    'site.yaml',
    'resources: { noop: [{ name: b }, { name: a }, { name: c }] }\nedges: [{ from: "noop[b]", to: "noop[c]", notify: true }]\n',
  );
});
afterEach(() => place.leave());

test('graph prints dot', async () => {
  const { exitCode, stdout } = await place.call('graph', 'site.yaml');
  expect(stdout).toMatch(/^digraph homeostat \{\n/);
  expect(stdout).toContain('  "noop[b]" -> "noop[c]" [style="bold", label="notify"];\n');
  expect(exitCode).toBe(0);
});

test('graph prints json', async () => {
  const { stdout } = await place.call('graph', 'site.yaml', '--format', 'json');
  const { units, edges } = JSON.parse(stdout);
  expect(units.flatMap(({ members }: { members: string[] }) => members).sort()).toEqual([
    'noop[a]',
    'noop[b]',
    'noop[c]',
  ]);
  expect(edges).toEqual([{ from: 'noop[b]', to: 'noop[c]', notify: true, auto: false }]);
});

test('graph prints svg', async () => {
  const { stdout } = await place.call('graph', 'site.yaml', '--format', 'svg');
  expect(stdout).toContain('<svg');
  expect(stdout).toContain('noop[a]');
});
