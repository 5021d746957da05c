import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Signal, SignalMatch } from './bus.ts';
import { FakeService } from './testing/fake-service.ts';
import { lampName, lampPath, startTestBus, type TestBus } from './testing/test-bus.ts';
import { Told } from './testing/told.ts';
import { Variant } from './variant.ts';

const switched: SignalMatch = { sender: lampName, interface: lampName, member: 'Switched' };

describe('subscribe', () => {
  let test: TestBus;
  const emit = (member: string, signature?: string, ...body: unknown[]) =>
    test.service.emit(lampPath, lampName, member, signature, ...body);

  /** Once this has been heard, everything that this service has sent before would have been. */
  const heardAll = async (service = test.service) => {
    const end = new Told<Signal>();
    const watch = await test.bus.subscribe({ interface: lampName, member: 'End' }, end.tell);
    service.emit(lampPath, lampName, 'End');
    await end.reaches(1);
    await watch.close();
  };

  /** How many match rules the daemon has of anybody. */
  const rulesOnBus = async () => {
    const [rules] = await test.bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus.Debug.Stats',
      member: 'GetAllMatchRules',
    });
    return Object.values(rules as Record<string, string[]>).flat();
  };

  beforeEach(async () => {
    test = await startTestBus();
  });
  afterEach(() => test.close());

  it('tells every signal that is sent after it, in order', async () => {
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, told.tell);
    for (let i = 0; i < 500; i += 1) emit('Switched', 'uv', i, new Variant('b', true));
    await told.reaches(500);
    expect(told.all.map(({ body }) => body)).toEqual(Array.from({ length: 500 }, (_, i) => [i, true]));
    expect(told.all[0]).toEqual({
      sender: test.service.uniqueName,
      path: lampPath,
      interface: lampName,
      member: 'Switched',
      body: [0, true],
    });
  });

  it.each<[string, Partial<SignalMatch>, boolean]>([
    ['its path', { path: lampPath }, true],
    ['another path', { path: '/org/example/Lamp2' }, false],
    ['a path above', { pathNamespace: '/org/example' }, true],
    ['the path itself as namespace', { pathNamespace: lampPath }, true],
    ['the root', { pathNamespace: '/' }, true],
    ['a path that begins alike', { pathNamespace: '/org/exam' }, false],
    ['another member', { member: 'Dimmed' }, false],
    ['another interface', { interface: 'org.example.Other' }, false],
    ['another sender', { sender: 'org.example.Other' }, false],
    ['its first argument', { arg0: "it's" }, true],
    ['another first argument', { arg0: 'its' }, false],
  ])('by %s matches the lamp: %#', async (_what, part, expected) => {
    const told = new Told<Signal>();
    await test.bus.subscribe({ ...switched, ...part }, told.tell);
    // A wider rule of ours, so that the bus sends us what the other one must leave out.
    await test.bus.subscribe({ interface: lampName, member: 'Switched' }, () => {});
    emit('Switched', 's', "it's");
    await heardAll();
    expect(told.all).toHaveLength(expected ? 1 : 0);
  });

  it('does not take a signal of another for one of the service', async () => {
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, told.tell);
    await test.bus.subscribe({ interface: lampName, member: 'Switched' }, () => {});
    const stranger = await FakeService.start(test.daemon.address, 'org.example.Stranger');
    stranger.emit(lampPath, lampName, 'Switched');
    await heardAll(stranger);
    expect(told.all).toEqual([]);
    await stranger.stop();
  });

  it('goes on when the service was started again', async () => {
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, told.tell);
    emit('Switched');
    await told.reaches(1);
    await test.service.stop();
    test.service = await FakeService.start(test.daemon.address, lampName);
    emit('Switched');
    await told.reaches(2);
    expect(told.all[1]!.sender).toBe(test.service.uniqueName);
  });

  it('goes on when the service passes its name to another connection', async () => {
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, told.tell);
    const successor = await FakeService.start(test.daemon.address, 'org.example.Successor');
    await test.service.disown(lampName);
    await successor.own(lampName);
    emit('Switched', 's', 'old');
    successor.emit(lampPath, lampName, 'Switched', 's', 'new');
    await told.reaches(1);
    expect(told.all[0]!.body).toEqual(['new']);
    await successor.stop();
  });

  it('tells nothing after it was closed', async () => {
    const told = new Told<Signal>();
    const watch = await test.bus.subscribe(switched, told.tell);
    await test.bus.subscribe(switched, () => {});
    await watch.close();
    await watch.close();
    emit('Switched');
    await heardAll();
    expect(told.all).toEqual([]);
  });

  it('lets a listener close another of the same signal', async () => {
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, () => void second.close());
    const second = await test.bus.subscribe(switched, told.tell);
    emit('Switched');
    await heardAll();
    expect(told.all).toEqual([]);
  });

  it('has one rule on the bus for all listeners that want the same, and none after the last', async () => {
    const before = await rulesOnBus();
    const watches = await Promise.all([1, 2, 3].map(() => test.bus.subscribe(switched, () => {})));
    // The other follows the owner of the name.
    expect(await rulesOnBus()).toHaveLength(before.length + 2);
    for (const watch of watches) await watch.close();
    expect(await rulesOnBus()).toEqual(before);
  });

  it('leaves nothing behind after 1,000 rounds, each for an object of its own', async () => {
    const before = await rulesOnBus();
    for (let round = 0; round < 1_000; round += 1) {
      const watch = await test.bus.subscribe({ ...switched, path: `/lamp/${round}` }, () => {});
      await watch.close();
    }
    expect(await rulesOnBus()).toEqual(before);
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, told.tell);
    emit('Switched');
    await told.reaches(1);
  });

  it('keeps its rule when it is closed and opened at the same moment', async () => {
    const first = await test.bus.subscribe(switched, () => {});
    const told = new Told<Signal>();
    const [, second] = await Promise.all([first.close(), test.bus.subscribe(switched, told.tell)]);
    emit('Switched');
    await told.reaches(1);
    await second.close();
    expect((await rulesOnBus()).filter((rule) => rule.includes('Switched'))).toEqual([]);
  });

  it('rejects with the limit of the bus, leaves nothing of it, and works again below the limit', async () => {
    const tries = Array.from({ length: 600 }, (_, n) =>
      test.bus.subscribe({ interface: lampName, member: 'Switched', arg0: `${n}` }, () => {}),
    );
    const results = await Promise.allSettled(tries);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map((result) => result.reason.code)).toEqual(Array(88).fill('BUS_LIMIT'));
    for (const result of results) if (result.status === 'fulfilled') await result.value.close();
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, told.tell);
    emit('Switched');
    await told.reaches(1);
  });

  it('rejects a match that the bus does not understand, and leaves nothing of it', async () => {
    const before = await rulesOnBus();
    await expect(test.bus.subscribe({ ...switched, path: 'no path' }, () => {})).rejects.toMatchObject({
      errorName: 'org.freedesktop.DBus.Error.MatchRuleInvalid',
    });
    expect(await rulesOnBus()).toEqual(before);
  });

  it('warns of a listener that throws, and tells the others', async () => {
    const told = new Told<Signal>();
    await test.bus.subscribe(switched, () => {
      throw new Error('deaf');
    });
    await test.bus.subscribe(switched, told.tell);
    emit('Switched');
    await told.reaches(1);
    expect(test.warnings.all).toMatchObject([
      { code: 'BUS_LISTENER_FAILED', message: expect.stringContaining('deaf') },
    ]);
    expect(test.service.calls).toEqual([]);
  });
});
