import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeService } from './testing/fake-service.ts';
import { lampName, startTestBus, type TestBus } from './testing/test-bus.ts';
import { Told } from './testing/told.ts';

describe('owner', () => {
  let test: TestBus;
  beforeEach(async () => {
    test = await startTestBus();
  });
  afterEach(() => test.close());

  it('is the unique name of the service, or undefined', async () => {
    expect(await test.bus.owner(lampName)).toBe(test.service.uniqueName);
    expect(await test.bus.owner('org.example.Nobody')).toBeUndefined();
  });

  it('is told whenever it changes', async () => {
    const told = new Told<string | undefined>();
    const old = test.service.uniqueName;
    const watch = await test.bus.onOwnerChange(lampName, told.tell);
    expect(told.all).toEqual([]);
    await test.service.stop();
    test.service = await FakeService.start(test.daemon.address, lampName);
    await told.reaches(2);
    expect(told.all).toEqual([undefined, test.service.uniqueName]);
    expect(test.service.uniqueName).not.toBe(old);

    await watch.close();
    const others = new Told<string | undefined>();
    await test.bus.onOwnerChange(lampName, others.tell);
    await test.service.stop();
    await others.reaches(1);
    expect(told.all).toHaveLength(2);
  });

  it('is told to the others when one of the listeners throws', async () => {
    const told = new Told<string | undefined>();
    await test.bus.onOwnerChange(lampName, () => {
      throw new Error('deaf');
    });
    await test.bus.onOwnerChange(lampName, told.tell);
    await test.service.stop();
    await told.reaches(1);
    expect(test.warnings.all).toMatchObject([{ code: 'BUS_LISTENER_FAILED' }]);
  });
});
