import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

test('a package of a repository that is declared beside it comes in the same run', async () => {
  await on.host.run(['sh', '-c', 'rm -r /etc/apt/sources.list.d/* /var/lib/apt/lists/*']);
  const pkg = { 'lab-tool': {}, sl: { state: 'newest' } };
  expect((await on.homeostat.run(pkg)).packages).toEqual({
    'lab-tool': 'PACKAGE_UNKNOWN',
    sl: 'PACKAGE_UNKNOWN',
  });
  const repo = { lab: { uris: ['file:///srv/packages'], suites: ['./'], trusted: true } };
  const before = await on.homeostat.transactions();
  const told = await on.homeostat.run(pkg, { repo });
  expect(told).toMatchObject({ exitCode: 0, packages: { 'lab-tool': 'changed', sl: 'changed' } });
  expect(await on.homeostat.transactions()).toBe(before + 1);
  expect((await on.homeostat.run(pkg, { repo })).packages).toEqual({ 'lab-tool': 'ok', sl: 'ok' });
});

test('so does a package of a source that is declared as a file', async () => {
  await on.host.run(['sh', '-c', 'rm -r /etc/apt/sources.list.d/* /var/lib/apt/lists/*']);
  const content = 'deb [trusted=yes] file:///srv/packages ./\n';
  const told = await on.homeostat.run(
    { sl: {} },
    { file: { '/etc/apt/sources.list.d/lab.list': { content } } },
  );
  expect(told).toMatchObject({ exitCode: 0, packages: { sl: 'changed' } });
});

test('a package that is unknown comes as soon as somebody else adds its repository', async () => {
  await on.host.run(['sh', '-c', 'mv /etc/apt/sources.list.d/lab.list /root && rm -r /var/lib/apt/lists/*']);
  const running = await on.homeostat.start({ 'lab-tool': {} });
  await running.told('PACKAGE_UNKNOWN');
  await on.host.run(['sh', '-c', 'mv /root/lab.list /etc/apt/sources.list.d && apt-get update']);
  await running.told('"type":"changed"');
  expect(await on.homeostat.installed('lab-tool')).toBe('installed 2.0');
  await running.signal('SIGTERM');
  await running.ended();
});
