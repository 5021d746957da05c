import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Signal } from '../bus.ts';
import { getProperties } from '../properties.ts';
import { Variant } from '../variant.ts';
import { FakeService } from './fake-service.ts';
import { lamp, lampName, lampPath, startTestBus, type TestBus } from './test-bus.ts';
import { Told } from './told.ts';

describe('FakeService', () => {
  let test: TestBus;
  beforeEach(async () => {
    test = await startTestBus();
    test.service.export(lampPath, lampName, {
      methods: {
        Dim: { in: 'u', out: 'u', call: async (level) => level },
        Wrong: { out: 'u', call: () => 'no number' },
        Fall: {
          call() {
            throw new Error('It fell');
          },
        },
      },
      properties: { Level: new Variant('u', 1), Name: new Variant('s', 'lamp') },
    });
  });
  afterEach(() => test.close());

  it.each([
    ['another object', { path: '/other' }, 'org.freedesktop.DBus.Error.UnknownObject'],
    ['another interface', { interface: 'org.example.Other' }, 'org.freedesktop.DBus.Error.UnknownInterface'],
    ['another method', { member: 'Explode' }, 'org.freedesktop.DBus.Error.UnknownMethod'],
    ['other types', { signature: 's', body: ['1'] }, 'org.freedesktop.DBus.Error.InvalidArgs'],
    ['a method with a wrong answer', { member: 'Wrong' }, 'org.freedesktop.DBus.Error.Failed'],
    ['a method that throws', { member: 'Fall' }, 'org.freedesktop.DBus.Error.Failed'],
  ])('answers a call of %s with an error', async (_what, call, errorName) => {
    await expect(test.bus.call({ ...lamp, member: 'Dim', ...call })).rejects.toMatchObject({ errorName });
  });

  it('keeps the calls that came in, and takes objects away', async () => {
    const next = test.service.nextCall('Dim');
    await test.bus.call({ ...lamp, member: 'Dim', signature: 'u', body: [5] });
    expect(await next).toMatchObject({ path: lampPath, interface: lampName, member: 'Dim', body: [5] });
    expect(test.service.calls).toEqual([await next]);
    test.service.unexport(lampPath);
    await expect(test.bus.call({ ...lamp, member: 'Dim', signature: 'u', body: [5] })).rejects.toMatchObject({
      errorName: 'org.freedesktop.DBus.Error.UnknownObject',
    });
  });

  it('tells of properties that were set', async () => {
    const told = new Told<Signal>();
    const changed = { interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' };
    await test.bus.subscribe({ ...changed, sender: lampName, arg0: lampName }, told.tell);
    test.service.set(lampPath, lampName, { Level: new Variant('u', 2) });
    await told.reaches(1);
    expect(told.all[0]!.body).toEqual([lampName, { Level: 2 }, []]);
    expect(await getProperties(test.bus, lamp)).toEqual({ Level: 2, Name: 'lamp' });
  });

  it('does not take a name that another has', async () => {
    await expect(FakeService.start(test.daemon.address, lampName)).rejects.toThrow('is taken');
  });

  it('has its types checked', () => {
    expect(() => test.service.emit(lampPath, lampName, 'Switched', 'u', 'no number')).toThrow(
      expect.objectContaining({ code: 'BUS_MESSAGE_INVALID' }),
    );
  });
});
