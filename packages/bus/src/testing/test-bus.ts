import { HandClock, type Problem } from '@homeostat/resource';
import type { Bus } from '../bus.ts';
import { createBus } from '../create-bus.ts';
import { FakeService } from './fake-service.ts';
import { PrivateBus, type PrivateBusOptions } from './private-bus.ts';
import { Told } from './told.ts';

export const lampName = 'org.example.Lamp';
export const lampPath = '/org/example/Lamp';

/** For calls: the object of the service of a test bus. */
export const lamp = { destination: lampName, path: lampPath, interface: lampName } as const;

/** A daemon, a service on it, and a bus to test, whose time a test turns by hand. */
export interface TestBus {
  readonly daemon: PrivateBus;
  readonly bus: Bus;
  readonly clock: HandClock;
  readonly warnings: Told<Problem>;
  service: FakeService;
  close(): Promise<void>;
}

export async function startTestBus(options?: PrivateBusOptions): Promise<TestBus> {
  const daemon = await PrivateBus.start(options);
  const clock = new HandClock();
  const warnings = new Told<Problem>();
  const bus = createBus('system', { address: daemon.address, clock, onWarning: warnings.tell });
  const service = await FakeService.start(daemon.address, lampName);
  const test: TestBus = {
    daemon,
    bus,
    clock,
    warnings,
    service,
    async close() {
      await bus.close();
      await test.service.stop();
      await daemon.stop();
    },
  };
  return test;
}
