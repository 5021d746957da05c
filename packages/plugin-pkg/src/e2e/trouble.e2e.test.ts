import { describe, expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

/** A package whose installation goes on until `go` is called. */
async function slow() {
  await on.host.write('/etc/lab-slow', '');
  return { go: () => on.host.run(['rm', '/etc/lab-slow']) };
}

test('a lock that another one holds is waited for, and that is told', async () => {
  const { go } = await slow();
  const other = on.host.start(['apt-get', '--yes', 'install', 'lab-slow']);
  await other.told('Setting up lab-slow');
  const running = await on.homeostat.start({ 'lab-tool': {}, sl: {} });
  await running.told('waiting for the lock');
  expect(await on.homeostat.installed('lab-tool')).toBe('absent');
  await go();
  await running.told('"type":"converged"');
  expect(await on.homeostat.installed('lab-tool')).toBe('installed 2.0');
  await running.signal('SIGTERM');
  expect((await running.ended()).exitCode).toBe(0);
});

test('a full disk is the failure of all, and is told once for each', async () => {
  await on.host.run([
    'sh',
    '-c',
    'mkdir -p /usr/share/lab && mount -t tmpfs -o size=4k tmpfs /usr/share/lab && echo > /usr/share/lab/full',
  ]);
  const told = await on.homeostat.run({ 'lab-many-1': {}, 'lab-many-2': {} });
  expect(told.packages).toEqual({ 'lab-many-1': 'PACKAGE_DISK_FULL', 'lab-many-2': 'PACKAGE_DISK_FULL' });
  await on.host.run(['umount', '/usr/share/lab']);
  expect((await on.homeostat.run({ 'lab-many-1': {}, 'lab-many-2': {} })).exitCode).toBe(0);
});

test('a repository that can not be reached fails what is not in the lists, and nothing else', async () => {
  await on.host.write('/etc/apt/sources.list.d/far.list', 'deb http://198.51.100.253/debian ./\n');
  const told = await on.homeostat.run({ 'lab-tool': {}, 'from-far-away': {} });
  expect(told.packages).toEqual({
    'lab-tool': 'changed',
    'from-far-away': 'PACKAGE_UNKNOWN',
  });
  expect(told.problems['from-far-away']).toContain('198.51.100.253');
});

describe('killed in the middle of a transaction', () => {
  const pkg = { 'lab-many-1': {}, 'lab-slow': {}, 'lab-many-2': {} };

  test('homeostat: the transaction goes on, and the next run waits for it', async () => {
    const { go } = await slow();
    const running = await on.homeostat.start(pkg);
    await running.told('configuring');
    await running.signal('SIGKILL');
    await running.ended();
    const next = await on.homeostat.start(pkg);
    await next.told('waiting for the lock');
    await go();
    await next.told('"type":"converged"');
    for (const name of Object.keys(pkg)) expect(await on.homeostat.installed(name)).toBe('installed 1.0');
    await next.signal('SIGTERM');
    expect((await next.ended()).exitCode).toBe(0);
  });

  test('apt-get: what it left is completed', async () => {
    const { go } = await slow();
    const running = await on.homeostat.start(pkg);
    await running.told('configuring');
    await on.host.run(['pkill', '-KILL', '-x', 'apt-get']);
    await on.host.run(['pkill', '-KILL', '-x', 'dpkg']);
    await go();
    await running.told('"type":"converged"');
    await running.signal('SIGTERM');
    await running.ended();
    expect((await on.homeostat.run(pkg)).exitCode).toBe(0);
    for (const name of Object.keys(pkg)) expect(await on.homeostat.installed(name)).toBe('installed 1.0');
  });

  test('the machine: the next run completes it', async () => {
    await slow();
    const running = await on.homeostat.start(pkg);
    await running.told('configuring');
    await on.host.kill();
    await on.host.boot();
    await on.host.run(['rm', '/etc/lab-slow']);
    expect(await on.homeostat.run(pkg)).toMatchObject({ exitCode: 0 });
    for (const name of Object.keys(pkg)) expect(await on.homeostat.installed(name)).toBe('installed 1.0');
  });
});
