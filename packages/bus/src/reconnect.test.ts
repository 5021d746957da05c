import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Signal } from './bus.ts';
import { FakeService } from './testing/fake-service.ts';
import { lamp, lampName, lampPath, startTestBus, type TestBus } from './testing/test-bus.ts';
import { Told } from './testing/told.ts';

describe('a lost connection', () => {
  let test: TestBus;
  const off = () => test.bus.call({ ...lamp, member: 'Off' });
  const restartDaemon = async () => {
    await test.daemon.start();
    test.service = await FakeService.start(test.daemon.address, lampName);
    test.service.export(lampPath, lampName, { methods: { Off: { call() {} } } });
  };

  beforeEach(async () => {
    test = await startTestBus();
    test.service.export(lampPath, lampName, { methods: { Off: { call() {} } } });
    await off();
  });
  afterEach(() => test.close());

  it('rejects what is under way, and is warned of once', async () => {
    test.service.export(lampPath, lampName, { methods: { Slow: { call: () => new Promise(() => {}) } } });
    const arrived = test.service.nextCall('Slow');
    const ended = expect(test.bus.call({ ...lamp, member: 'Slow' })).rejects.toMatchObject({
      code: 'BUS_LOST',
    });
    await arrived;
    await test.daemon.kill();
    await ended;
    for (let round = 0; round < 3; round += 1) {
      await expect(off()).rejects.toMatchObject({ code: 'BUS_UNREACHABLE' });
    }
    expect(test.warnings.all).toMatchObject([{ code: 'BUS_LOST' }]);
  });

  it('is made again by the next use', async () => {
    await test.daemon.kill();
    await test.warnings.reaches(1);
    await restartDaemon();
    await off();
  });

  it('is made again by itself, with all that was subscribed to, and then told', async () => {
    const signals = new Told<Signal>();
    const owners = new Told<string | undefined>();
    const reconnects = new Told<void>();
    await test.bus.subscribe({ sender: lampName, interface: lampName, member: 'Switched' }, signals.tell);
    const gone = await test.bus.subscribe({ interface: lampName, member: 'Switched' }, signals.tell);
    await gone.close();
    await test.bus.onOwnerChange(lampName, owners.tell);
    test.bus.onReconnect(reconnects.tell);
    const closed = new Told<void>();
    await test.bus.onReconnect(closed.tell).close();

    for (let round = 1; round <= 3; round += 1) {
      await test.daemon.kill();
      await test.warnings.reaches(round);
      await restartDaemon();
      test.clock.advance(1_000);
      await reconnects.reaches(round);
      expect(owners.all.slice(-2)).toEqual([undefined, test.service.uniqueName]);
      test.service.emit(lampPath, lampName, 'Switched', 'u', round);
      await signals.reaches(round);
    }
    expect(signals.all.map(({ body }) => body)).toEqual([[1], [2], [3]]);
    expect(owners.all).toHaveLength(6);
    expect(closed.all).toEqual([]);
  });

  it('stays lost once the bus is closed', async () => {
    const reconnects = new Told<void>();
    test.bus.onReconnect(reconnects.tell);
    await test.daemon.kill();
    await test.warnings.reaches(1);
    await test.bus.close();
    await restartDaemon();
    test.clock.advance(60_000);
    await expect(off()).rejects.toMatchObject({ code: 'BUS_CLOSED' });
    expect(reconnects.all).toEqual([]);
  });

  it('is made again when the bus was too busy to be subscribed to', async () => {
    const reconnects = new Told<void>();
    test.bus.onReconnect(reconnects.tell);
    await test.bus.subscribe({ interface: lampName, member: 'Switched' }, () => {});
    await test.bus.subscribe({ interface: lampName, member: 'Dimmed' }, () => {});
    await test.daemon.kill();
    await test.warnings.reaches(1);
    await test.daemon.start({ config: '<limit name="max_match_rules_per_connection">1</limit>' });
    await expect(off()).rejects.toMatchObject({ code: 'BUS_LIMIT' });
    await test.daemon.kill();
    await restartDaemon();
    test.clock.advance(10_000);
    await reconnects.reaches(1);
    await off();
  });
});
