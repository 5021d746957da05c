import { once } from 'node:events';
import type { Problem } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, Signal } from './bus.ts';
import { createBus } from './create-bus.ts';
import { FakeError } from './testing/fake-error.ts';
import { FakeService } from './testing/fake-service.ts';
import { PrivateBus } from './testing/private-bus.ts';
import { Variant } from './variant.ts';

const name = 'org.example.Lamp';
const path = '/org/example/Lamp';
const lamp = { destination: name, path, interface: name };

describe('createBus', () => {
  let daemon: PrivateBus;
  let service: FakeService;
  let bus: Bus;
  let warnings: Problem[];

  beforeEach(async () => {
    daemon = await PrivateBus.start();
    service = await FakeService.start(daemon.address, name);
    warnings = [];
    bus = createBus('system', { address: daemon.address, onWarning: (problem) => warnings.push(problem) });
  });
  afterEach(async () => {
    await bus.close();
    await service.stop();
    await daemon.stop();
  });

  it('calls a method and resolves to its answer', async () => {
    service.export(path, name, {
      methods: { Add: { in: 'uu', out: 'us', call: (a, b) => [a + b, 'ok'] } },
    });
    const body = await bus.call({ ...lamp, member: 'Add', signature: 'uu', body: [1, 2] });
    expect(body).toEqual([3, 'ok']);
  });
});
