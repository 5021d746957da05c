import { type Bus, createBus } from '@homeostat/bus';
import { PrivateBus, type PrivateBusOptions } from '@homeostat/bus/testing';
import { afterEach, beforeEach } from 'vitest';
import { FakePackageKit } from './fake-packagekit.ts';

/** A daemon, a PackageKit on it, and a bus to it, for each test of a file. */
export function useFakePackageKit(options?: PrivateBusOptions) {
  const test = {} as { daemon: PrivateBus; kit: FakePackageKit; bus: Bus };
  beforeEach(async () => {
    test.daemon = await PrivateBus.start(options);
    test.kit = await FakePackageKit.start(test.daemon.address);
    test.bus = createBus('system', { address: test.daemon.address, onWarning() {} });
  });
  afterEach(async () => {
    await test.bus.close();
    await test.kit.service.stop();
    await test.daemon.stop();
  });
  return test;
}
