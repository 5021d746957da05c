import { type Host, Lab } from '@homeostat/lab';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HomeostatOnHost } from './testing/homeostat-on-host.ts';

let lab: Lab;
let host: Host;
let homeostat: HomeostatOnHost;
let hosts = 0;

beforeAll(async () => {
  lab = await Lab.start();
});
afterAll(() => lab.stop());

beforeEach(async () => {
  hosts += 1;
  host = await lab.host(`h${hosts}`);
  homeostat = new HomeostatOnHost(host);
});

describe('three packages that are declared apart', () => {
  test('are one transaction, and none in the second run', async () => {
    const pkg = { powertop: {}, sl: {}, cowsay: {} };
    const before = await homeostat.transactions();
    expect(await homeostat.run(pkg)).toMatchObject({
      exitCode: 0,
      packages: { powertop: 'changed', sl: 'changed', cowsay: 'changed' },
    });
    expect(await homeostat.transactions()).toBe(before + 1);
    expect(await homeostat.run(pkg)).toMatchObject({
      exitCode: 0,
      packages: { powertop: 'ok', sl: 'ok', cowsay: 'ok' },
    });
    expect(await homeostat.transactions()).toBe(before + 1);
  });

  test('are three transactions when they may not share a unit', async () => {
    const alone = { meta: { autogroup: false } };
    const before = await homeostat.transactions();
    const { exitCode } = await homeostat.run({ 'lab-many-1': alone, 'lab-many-2': alone, 'lab-many-3': alone });
    expect(exitCode).toBe(0);
    expect(await homeostat.transactions()).toBe(before + 3);
  });
});

test('one that is removed from outside comes back', async () => {
  const running = await homeostat.start({ 'lab-tool': {}, sl: {} });
  await running.told('"type":"converged"');
  await homeostat.apt('remove', 'sl');
  await running.told('"type":"converged"', 2);
  expect(await homeostat.installed('sl')).toMatch(/^installed/);
  await running.signal('SIGTERM');
  expect((await running.ended()).exitCode).toBe(0);
});

describe('what one package does wrong is its own failure', () => {
  test('a name that nobody knows', async () => {
    const told = await homeostat.run({ sl: {}, 'no-such-package': {}, 'lab-tool': {} });
    expect(told).toMatchObject({
      exitCode: 1,
      packages: { sl: 'changed', 'no-such-package': 'PACKAGE_UNKNOWN', 'lab-tool': 'changed' },
    });
  });

  test('a script that fails', async () => {
    await host.write('/etc/lab-fragile', '');
    const pkg = { 'lab-many-1': {}, 'lab-fragile': {}, 'lab-many-2': {}, 'lab-many-3': {} };
    const told = await homeostat.run(pkg);
    expect(told.packages).toEqual({
      'lab-many-1': 'changed',
      'lab-fragile': 'PACKAGE_SCRIPT_FAILED',
      'lab-many-2': 'changed',
      'lab-many-3': 'changed',
    });
    await host.run(['rm', '/etc/lab-fragile']);
    expect((await homeostat.run(pkg)).packages).toMatchObject({ 'lab-fragile': 'changed' });
    expect(await homeostat.installed('lab-fragile')).toBe('installed 1.0');
  });

  test('a rival of another: the second of them, each time', async () => {
    const pkg = { 'lab-tool': {}, 'lab-rival': {}, sl: {} };
    const told = await homeostat.run(pkg);
    expect(told.packages).toEqual({ 'lab-tool': 'changed', 'lab-rival': 'PACKAGE_NEEDED', sl: 'changed' });
    expect(told.problems['lab-rival']).toContain('lab-tool');
    expect((await homeostat.run(pkg)).packages).toEqual({ 'lab-tool': 'ok', 'lab-rival': 'PACKAGE_NEEDED', sl: 'ok' });
  });
});
