import { fileURLToPath } from 'node:url';
import { type Bus, createBus, SYSTEM_BUS } from '@homeostat/bus';
import { FakeService, PrivateBus } from '@homeostat/bus/testing';
import type { Services, ServiceToken } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseByFiles } from './choose-backend.ts';

let daemon: PrivateBus;
let bus: Bus;
let services: Services;

beforeEach(async () => {
  daemon = await PrivateBus.start();
  bus = createBus('system', { address: daemon.address });
  services = { get: <T>(token: ServiceToken<T>) => (token === SYSTEM_BUS ? bus : undefined) as T };
});
afterEach(async () => {
  await bus.close();
  await daemon.stop();
});

const here = fileURLToPath(import.meta.url);
const withApt = chooseByFiles([here]);
const withoutApt = chooseByFiles([here, '/nowhere/apt-get']);

const withPackageKit = () => FakeService.start(daemon.address, 'org.freedesktop.PackageKit');

test('apt is taken where all of it is, and PackageKit where it is asked for', async () => {
  const packageKit = await withPackageKit();
  expect((await withApt('auto', services)).name).toBe('apt');
  expect((await withApt('apt', services)).name).toBe('apt');
  expect((await withApt('packagekit', services)).name).toBe('packagekit');
  expect((await withoutApt('auto', services)).name).toBe('packagekit');
  await packageKit.stop();
});

test('where there is none, it is told what was looked for', async () => {
  await expect(withoutApt('auto', services)).rejects.toMatchObject({
    code: 'PROVIDER_MISSING',
    hint: `Looked for ${here} and /nowhere/apt-get; and for PackageKit on the system bus`,
  });
  await expect(withoutApt('apt', services)).rejects.toMatchObject({
    code: 'PROVIDER_MISSING',
    message: expect.stringContaining('"apt"'),
  });
  await expect(withApt('packagekit', services)).rejects.toMatchObject({ code: 'PROVIDER_MISSING' });
});

test('a bus that is not there is told', async () => {
  await daemon.stop();
  await expect(withApt('packagekit', services)).rejects.toMatchObject({
    code: 'PROVIDER_MISSING',
    hint: expect.stringMatching(/PackageKit on the system bus \(.+\)/),
  });
});
