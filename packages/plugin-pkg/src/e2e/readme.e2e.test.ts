import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

test('the example of the README comes in state by one transaction', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  await on.host.write('/etc/site.yaml', /```yaml\n(.*?)```/s.exec(readme)![1]!);
  const before = await on.homeostat.transactions();
  const run = await on.host.run(['homeostat', 'run', '/etc/site.yaml', '--converged-timeout', '0']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await on.homeostat.transactions()).toBe(before + 1);
  const check = await on.host.run(['homeostat', 'check', '/etc/site.yaml']);
  expect(check).toMatchObject({ exitCode: 0, stderr: '' });
});
