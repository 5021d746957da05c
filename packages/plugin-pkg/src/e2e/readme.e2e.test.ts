import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [packages, repositories] = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml!);

test('the first example of the README comes in state by one transaction', async () => {
  await on.host.write('/etc/site.yaml', packages!);
  const before = await on.homeostat.transactions();
  const run = await on.host.run(['homeostat', 'run', '/etc/site.yaml', '--converged-timeout', '0']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await on.homeostat.transactions()).toBe(before + 1);
  const check = await on.host.run(['homeostat', 'check', '/etc/site.yaml']);
  expect(check).toMatchObject({ exitCode: 0, stderr: '' });
});

test('the example of a repository is sound, and its package comes after it', async () => {
  await on.host.write('/etc/site.yaml', repositories!);
  const { stdout, stderr } = await on.host.run(['homeostat', 'graph', '/etc/site.yaml']);
  expect(stderr).toBe('');
  expect(stdout).toContain('"repo[tools]" -> "pkg[tools-agent]"');
});
