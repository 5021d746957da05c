import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestSite } from '../testing/test-site.ts';

let place: TestSite;
beforeEach(async () => {
  place = await TestSite.make();
});
afterEach(() => place.leave());

const check = (...options: string[]) => place.call('check', 'site.yaml', '--state', 'state', ...options);

const motd = () => `
resources:
  file:
    - name: ${place.path('motd')}
      content: |
        Welcome
        Be kind
      mode: "0644"
`;

test('check shows what differs as a diff, touches nothing and exits with 2', async () => {
  await place.write('motd', 'Welcome\nBe quick\n');
  await place.write('site.yaml', motd());
  const { exitCode, stdout, stderr } = await check();
  expect(stdout).toContain(`file[${place.path('motd')}] would change:\n  content:\n    @@ -1,2 +1,2 @@`);
  expect(stdout).toContain('\n     Welcome\n    -Be quick\n    +Be kind\n');
  expect(stdout).toContain('1 resource: 0 in state, 1 would change');
  expect(stderr).toBe('');
  expect(exitCode).toBe(2);
  expect(await place.read('motd')).toBe('Welcome\nBe quick\n');
  expect(place.has('state')).toBe(false);
});

test('check exits with 0 when all is in state', async () => {
  await place.write('site.yaml', 'resources: { noop: [{ name: a }, { name: b }] }');
  const { exitCode, stdout } = await check();
  expect(stdout).toMatch(/^graph: 2 resources, 0 edges, \d units?\n2 resources: 2 in state; [\d.]+ m?s\n$/);
  expect(exitCode).toBe(0);
});

test('check exits with 1 when something can not be looked at', async () => {
  await place.write(
    'site.yaml',
    `resources: { exec: [{ name: a, cmd: "true", ifcmd: ${place.path('missing')} }] }`,
  );
  const { exitCode, stdout } = await check();
  expect(stdout).toContain('exec[a] failed: ');
  expect(exitCode).toBe(1);
});

test('check writes JSON lines, problems of the file too', async () => {
  await place.write('site.yaml', motd());
  const found = await check('--json');
  const events = found.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual(['graph', 'would-change', 'converged', 'summary']);
  expect(found.exitCode).toBe(2);

  await place.write('site.yaml', 'resources: { nope: [{ name: a }] }');
  const wrong = await check('--json');
  expect(JSON.parse(wrong.stdout)).toMatchObject({ type: 'problem', problem: { code: 'KIND_UNKNOWN' } });
  expect(wrong.exitCode).toBe(1);
});
