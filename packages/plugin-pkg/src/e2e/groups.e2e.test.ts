import { describe, expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

describe('three packages that are declared apart', () => {
  test('are one transaction, and none in the second run', async () => {
    const pkg = { powertop: {}, sl: {}, cowsay: {} };
    const before = await on.homeostat.transactions();
    expect(await on.homeostat.run(pkg)).toMatchObject({
      exitCode: 0,
      packages: { powertop: 'changed', sl: 'changed', cowsay: 'changed' },
    });
    expect(await on.homeostat.transactions()).toBe(before + 1);
    expect(await on.homeostat.run(pkg)).toMatchObject({
      exitCode: 0,
      packages: { powertop: 'ok', sl: 'ok', cowsay: 'ok' },
    });
    expect(await on.homeostat.transactions()).toBe(before + 1);
  });

  test('are three transactions when they may not share a unit', async () => {
    const alone = { meta: { autogroup: false } };
    const before = await on.homeostat.transactions();
    const { exitCode } = await on.homeostat.run({
      'lab-many-1': alone,
      'lab-many-2': alone,
      'lab-many-3': alone,
    });
    expect(exitCode).toBe(0);
    expect(await on.homeostat.transactions()).toBe(before + 3);
  });
});

test('one that is removed from outside comes back', async () => {
  const running = await on.homeostat.start({ 'lab-tool': {}, sl: {} });
  await running.told('"type":"converged"');
  await on.homeostat.apt('remove', 'sl');
  await running.told('"type":"converged"', 2);
  expect(await on.homeostat.installed('sl')).toMatch(/^installed/);
  await running.signal('SIGTERM');
  expect((await running.ended()).exitCode).toBe(0);
});

describe('what one package does wrong is its own failure', () => {
  test('a name that nobody knows', async () => {
    const told = await on.homeostat.run({ sl: {}, 'no-such-package': {}, 'lab-tool': {} });
    expect(told).toMatchObject({
      exitCode: 1,
      packages: { sl: 'changed', 'no-such-package': 'PACKAGE_UNKNOWN', 'lab-tool': 'changed' },
    });
  });

  test('a name that is nearly right, and one that packages only provide', async () => {
    const { problems } = await on.homeostat.run({ cowsya: {}, awk: {} });
    expect(problems.cowsya).toContain('Did you mean "cowsay"?');
    expect(problems.awk).toContain('It is provided by mawk');
  });

  test('a script that fails', async () => {
    await on.host.write('/etc/lab-fragile', '');
    const pkg = { 'lab-many-1': {}, 'lab-fragile': {}, 'lab-many-2': {}, 'lab-many-3': {} };
    const told = await on.homeostat.run(pkg);
    expect(told.packages).toEqual({
      'lab-many-1': 'changed',
      'lab-fragile': 'PACKAGE_SCRIPT_FAILED',
      'lab-many-2': 'changed',
      'lab-many-3': 'changed',
    });
    await on.host.run(['rm', '/etc/lab-fragile']);
    expect((await on.homeostat.run(pkg)).packages).toMatchObject({ 'lab-fragile': 'changed' });
    expect(await on.homeostat.installed('lab-fragile')).toBe('installed 1.0');
  });

  test('a script that fails when its package is removed', async () => {
    await on.homeostat.apt('install', 'lab-fragile', 'lab-many-1');
    await on.host.write('/etc/lab-fragile', '');
    const gone = { state: 'absent' };
    const told = await on.homeostat.run({ 'lab-fragile': gone, 'lab-many-1': gone, sl: {} });
    expect(told.packages).toEqual({
      'lab-fragile': 'PACKAGE_SCRIPT_FAILED',
      'lab-many-1': 'changed',
      sl: 'changed',
    });
    await on.host.run(['rm', '/etc/lab-fragile']);
    expect((await on.homeostat.run({ 'lab-fragile': gone })).packages).toEqual({ 'lab-fragile': 'changed' });
  });

  test('a rival of another: the second of them, each time', async () => {
    const pkg = { 'lab-tool': {}, 'lab-rival': {}, sl: {} };
    const told = await on.homeostat.run(pkg);
    expect(told.packages).toEqual({ 'lab-tool': 'changed', 'lab-rival': 'PACKAGE_NEEDED', sl: 'changed' });
    expect(told.problems['lab-rival']).toContain('lab-tool');
    expect((await on.homeostat.run(pkg)).packages).toEqual({
      'lab-tool': 'ok',
      'lab-rival': 'PACKAGE_NEEDED',
      sl: 'ok',
    });
  });
});

test.each(['apt', 'packagekit'])('by %s what is declared never goes for another', async (provider) => {
  const allowed = { provider, allowRemoveDependents: true };
  const pkg = { 'lab-tool': allowed, 'lab-rival': allowed };
  for (const found of ['changed', 'ok']) {
    const told = await on.homeostat.run(pkg);
    expect(told.packages).toEqual({ 'lab-tool': found, 'lab-rival': 'PACKAGE_NEEDED' });
  }
  expect((await on.homeostat.run({ 'lab-rival': allowed })).packages).toEqual({ 'lab-rival': 'changed' });
  expect(await on.homeostat.installed('lab-tool')).toBe('absent');
});

describe('in one unit', () => {
  test('all kinds of change are one transaction', async () => {
    await on.homeostat.apt('install', 'lab-tool=1.0', 'lab-many-1', 'lab-config=1.0', 'lab-many-2');
    const before = await on.homeostat.transactions();
    const told = await on.homeostat.run({
      'lab-tool': { state: '2.0' },
      'lab-config': { state: '>= 2, < 3' },
      'lab-many-1': { state: 'absent' },
      'lab-many-2': { state: 'purged' },
      'lab-many-3': { state: 'newest' },
      sl: {},
    });
    expect(told.exitCode).toBe(0);
    expect(new Set(Object.values(told.packages))).toEqual(new Set(['changed']));
    expect(await on.homeostat.transactions()).toBe(before + 1);
    expect(await on.homeostat.installed('lab-tool')).toBe('installed 2.0');
    expect(await on.homeostat.installed('lab-config')).toBe('installed 2.0');
  });

  test('a noop member is not touched', async () => {
    const told = await on.homeostat.run({ sl: { meta: { noop: true } }, 'lab-tool': {} });
    expect(told.packages).toEqual({ sl: 'would-change', 'lab-tool': 'changed' });
    expect(await on.homeostat.installed('sl')).toBe('absent');
  });

  test('trust that one is given is not for another', async () => {
    const source = 'deb [allow-insecure=yes] file:///srv/untrusted ./\n';
    await on.host.write('/etc/apt/sources.list.d/untrusted.list', source);
    await on.homeostat.apt('update');
    expect(
      (await on.homeostat.run({ 'lab-tool': { allowUntrusted: true }, 'lab-untrusted': {} })).packages,
    ).toEqual({
      'lab-tool': 'changed',
      'lab-untrusted': 'PACKAGE_UNTRUSTED',
    });
    expect((await on.homeostat.run({ 'lab-untrusted': { allowUntrusted: true } })).packages).toEqual({
      'lab-untrusted': 'changed',
    });
  });

  test('a package that is declared while it runs is one transaction of its own', async () => {
    const running = await on.homeostat.start({ 'lab-tool': {}, sl: {} });
    await running.told('"type":"converged"');
    const before = await on.homeostat.transactions();
    const more = { resources: { pkg: { 'lab-tool': {}, sl: {}, cowsay: {} } } };
    await on.host.write('/etc/site.json', JSON.stringify(more));
    await running.told('"type":"converged"', 2);
    expect(await on.homeostat.installed('cowsay')).toMatch(/^installed/);
    expect(await on.homeostat.transactions()).toBe(before + 1);
    await running.signal('SIGTERM');
    await running.ended();
  });
});
