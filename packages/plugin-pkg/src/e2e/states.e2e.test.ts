import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

const run = async (params: object, name = 'lab-tool') =>
  (await on.homeostat.run({ [name]: params })).packages[name];
const installed = (name = 'lab-tool') => on.homeostat.installed(name);

test('a version goes up, and down only when that is allowed', async () => {
  expect(await run({ state: '1.0' })).toBe('changed');
  expect(await installed()).toBe('installed 1.0');
  expect(await run({ state: '2.0' })).toBe('changed');
  expect(await installed()).toBe('installed 2.0');
  expect(await run({ state: '1.0' })).toBe('PACKAGE_DOWNGRADE');
  expect(await run({ state: '< 2.0' })).toBe('PACKAGE_DOWNGRADE');
  expect(await installed()).toBe('installed 2.0');
  expect(await run({ state: '1.0', allowDowngrade: true })).toBe('changed');
  expect(await installed()).toBe('installed 1.0');
});

test('a range is met by what is there, else by the highest that fits', async () => {
  expect(await run({ state: '< 2.0' })).toBe('changed');
  expect(await installed()).toBe('installed 1.0');
  expect(await run({ state: '>= 1.0' })).toBe('ok');
  expect(await run({ state: '> 1.0' })).toBe('changed');
  expect(await installed()).toBe('installed 2.0');
});

test('a version that nobody has is told with those that there are', async () => {
  const told = await on.homeostat.run({ 'lab-tool': { state: '1.5' } });
  expect(told.packages).toEqual({ 'lab-tool': 'PACKAGE_VERSION_UNAVAILABLE' });
  expect(told.problems['lab-tool']).toContain('2.0, 1.0');
});

test('installed is content with an old version, newest is not', async () => {
  await on.homeostat.apt('install', 'lab-tool=1.0');
  expect(await run({})).toBe('ok');
  expect(await run({ state: 'newest' })).toBe('changed');
  expect(await installed()).toBe('installed 2.0');
});

test('newest follows the lists, whoever fetches them', async () => {
  await on.host.run(['sh', '-c', withoutNewest]);
  const running = await on.homeostat.start({ 'lab-tool': { state: 'newest' } });
  await running.told('"type":"converged"');
  expect(await installed()).toBe('installed 1.0');
  await on.host.run(['sh', '-c', withNewest]);
  await running.told('"type":"converged"', 2);
  expect(await installed()).toBe('installed 2.0');
  await running.signal('SIGTERM');
  await running.ended();
});

// A repository of its own, to which version 2.0 is added later.
const withoutNewest = `mkdir /srv/own && cp /srv/packages/lab-tool_1.0*.deb /srv/own && cd /srv/own &&
  echo 'deb [trusted=yes] file:///srv/own ./' > /etc/apt/sources.list.d/lab.list &&
  apt-ftparchive packages . > Packages && apt-get update`;
const withNewest = `cp /srv/packages/lab-tool_2.0*.deb /srv/own && cd /srv/own &&
  apt-ftparchive packages . > Packages && apt-get update`;

test('absent leaves the configuration, purged does not', async () => {
  await on.homeostat.apt('install', 'lab-config');
  expect(await run({ state: 'absent' }, 'lab-config')).toBe('changed');
  expect(await installed('lab-config')).toBe('config-files 2.0');
  expect(await run({ state: 'absent' }, 'lab-config')).toBe('ok');
  expect(await run({ state: 'purged' }, 'lab-config')).toBe('changed');
  expect(await installed('lab-config')).toBe('absent');
  expect(await run({ state: 'purged' }, 'lab-config')).toBe('ok');
});

test('a configuration file that an administrator has edited is kept', async () => {
  await run({ state: '1.0' }, 'lab-config');
  await on.host.write('/etc/lab-config.conf', 'edited');
  expect(await run({ state: 'newest' }, 'lab-config')).toBe('changed');
  expect(await installed('lab-config')).toBe('installed 2.0');
  expect(await on.host.read('/etc/lab-config.conf')).toBe('edited');
});

test('a hold is set, stands in the way of others, and gives way to this resource', async () => {
  expect(await run({ state: '1.0', hold: true })).toBe('changed');
  expect((await on.host.run(['apt-mark', 'showhold'])).stdout).toBe('lab-tool\n');
  expect(await run({ state: 'newest' })).toBe('PACKAGE_HELD');
  expect(await run({ state: 'newest', hold: true })).toBe('changed');
  expect(await installed()).toBe('installed 2.0');
  expect((await on.host.run(['apt-mark', 'showhold'])).stdout).toBe('lab-tool\n');
  expect(await run({ hold: false })).toBe('changed');
  expect((await on.host.run(['apt-mark', 'showhold'])).stdout).toBe('');
});

test('what others need is removed only with them, or when that is allowed', async () => {
  await on.homeostat.apt('install', 'lab-application');
  const told = await on.homeostat.run({ 'lab-library': { state: 'absent' }, sl: {} });
  expect(told.packages).toEqual({ 'lab-library': 'PACKAGE_NEEDED', sl: 'changed' });
  expect(told.problems['lab-library']).toContain('lab-application');
  const both = { 'lab-library': { state: 'absent' }, 'lab-application': { state: 'absent' } };
  expect((await on.homeostat.run(both)).packages).toEqual({
    'lab-library': 'changed',
    'lab-application': 'changed',
  });
  await on.homeostat.apt('install', 'lab-application');
  expect(await run({ state: 'absent', allowRemoveDependents: true }, 'lab-library')).toBe('changed');
  expect(await installed('lab-application')).not.toMatch(/^installed/);
});

test('a dry run changes and fetches nothing, and tells what it can', async () => {
  const told = await on.homeostat.check({
    'lab-tool': { state: 'newest' },
    'no-such': {},
    sl: { state: 'absent' },
  });
  expect(told).toMatchObject({
    exitCode: 2,
    packages: { 'lab-tool': 'would-change', 'no-such': 'would-change', sl: 'ok' },
  });
  expect(told.log).toContain('There is no package \\"no-such\\"');
  expect(await installed()).toBe('absent');
});

test('what was there for others only is asked for from now on, and no autoremove takes it', async () => {
  await on.homeostat.apt('install', 'lab-application');
  await on.host.run(['apt-mark', 'hold', 'lab-library']);
  expect(await run({}, 'lab-library')).toBe('changed');
  expect(await run({}, 'lab-library')).toBe('ok');
  await on.host.run(['apt-mark', 'unhold', 'lab-library']);
  await on.host.run(['apt-mark', 'auto', 'lab-library']);
  expect(await run({ hold: true }, 'lab-library')).toBe('changed');
  expect(await run({ hold: true }, 'lab-library')).toBe('ok');
  const running = await on.homeostat.start({ 'lab-library': { hold: true } });
  await running.told('"type":"converged"');
  await on.host.run(['apt-mark', 'auto', 'lab-library']);
  await running.told('"type":"converged"', 2);
  await running.signal('SIGTERM');
  await running.ended();
  await on.homeostat.apt('remove', '--auto-remove', 'lab-application');
  expect(await installed('lab-library')).toBe('installed 1.0');
});
