import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BusCall } from './bus.ts';
import { createBus } from './create-bus.ts';
import { BusError } from './errors.ts';
import { getProperties, getProperty } from './properties.ts';
import { FakeError } from './testing/fake-error.ts';
import type { FakeMethod } from './testing/fake-interface.ts';
import { FakeService } from './testing/fake-service.ts';
import { lamp, lampName, lampPath, startTestBus, type TestBus } from './testing/test-bus.ts';
import { Variant } from './variant.ts';

const never = () => new Promise(() => {});

describe('call', () => {
  let test: TestBus;
  const offer = (methods: Record<string, FakeMethod>) => test.service.export(lampPath, lampName, { methods });
  const call = (member: string, more: Partial<BusCall> = {}) => test.bus.call({ ...lamp, member, ...more });

  beforeEach(async () => {
    const config = `<policy context="mandatory"><deny send_destination="${lampName}" send_interface="${lampName}" send_member="Secret"/></policy>`;
    test = await startTestBus({ config });
  });
  afterEach(() => test.close());

  it('resolves to all that was answered', async () => {
    offer({ Add: { in: 'uu', out: 'us', call: (a, b) => [a + b, 'done'] }, Off: { call() {} } });
    expect(await call('Add', { signature: 'uu', body: [1, 2] })).toEqual([3, 'done']);
    expect(await call('Off')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['s', 'Grüße'],
    ['b', true],
    ['y', 255],
    ['n', -32_768],
    ['q', 65_535],
    ['i', -2_147_483_648],
    ['u', 4_294_967_295],
    ['x', 1n - 2n ** 63n],
    ['t', 2n ** 64n - 1n],
    ['d', 0.1],
    ['o', '/org/example'],
    ['g', 'a{sv}'],
    ['ay', Buffer.from([0, 1, 255])],
    ['as', []],
    ['aas', [['a'], []]],
    ['a(uo)', [[1, '/a']]],
    ['a{st}', { one: 1n, two: 2n }],
    ['a(sa(sb))', [['x', [['y', true]]]]],
  ])('carries %s there and back', async (signature, value) => {
    offer({ Echo: { in: signature, out: signature, call: (it) => it } });
    expect(await call('Echo', { signature, body: [value] })).toEqual([value]);
  });

  it('sends variants, and receives what is in them', async () => {
    offer({ Echo: { in: 'a{sv}', out: 'a{sv}', call: () => ({ a: new Variant('as', ['x']), b: nested }) } });
    const nested = new Variant('v', new Variant('(sv)', ['y', new Variant('t', 1n)]));
    const [received] = await call('Echo', { signature: 'a{sv}', body: [{ a: nested }] });
    expect(received).toEqual({ a: ['x'], b: ['y', 1n] });
    expect(test.service.calls[0]!.body).toEqual([{ a: ['y', 1n] }]);
  });

  it('takes no prototype from a service', async () => {
    const evil = new Variant('a{ss}', { evil: 'yes' });
    offer({ Keys: { out: 'a{sv}', call: () => Object.fromEntries([['__proto__', evil]]) } });
    expect(await call('Keys')).toEqual([{}]);
  });

  it('reads properties', async () => {
    const properties = { On: new Variant('b', true), Hours: new Variant('t', 7n) };
    test.service.export(lampPath, lampName, { properties });
    expect(await getProperties(test.bus, lamp)).toEqual({ On: true, Hours: 7n });
    expect(await getProperty(test.bus, { ...lamp, name: 'Hours' })).toBe(7n);
    await expect(getProperty(test.bus, { ...lamp, name: 'Colour' })).rejects.toMatchObject({
      errorName: 'org.freedesktop.DBus.Error.UnknownProperty',
    });
  });

  it('carries 20 MB both ways', async () => {
    offer({ Echo: { in: 's', out: 's', call: (it) => it } });
    const large = 'x'.repeat(20_000_000);
    const [echo] = await call('Echo', { signature: 's', body: [large] });
    expect(echo === large).toBe(true);
  });

  it.each<[string, Partial<BusCall>, string]>([
    ['a missing value', { signature: 'ss', body: ['a'] }, 'has 1 values, and its signature 2'],
    ['undefined', { signature: 'as', body: [['a', undefined]] }, 'the body[0][1] is undefined'],
    ['a wrong type', { signature: 'u', body: ['a'] }, "can't be sent"],
    ['a number out of range', { signature: 'y', body: [256] }, "can't be sent"],
    ['a path that is none', { signature: 'o', body: ['no path'] }, 'the body[0] is no object path'],
    [
      'a value without a Variant',
      { signature: 'a{sv}', body: [{ a: 1 }] },
      'the body[0].a must be a Variant',
    ],
    ['a Variant of two types', { signature: 'v', body: [new Variant('ss', 'a')] }, 'one complete type'],
    ['a file descriptor', { signature: 'h', body: [0] }, 'the signature "h" is unknown'],
    ['what the bus takes for too large', { signature: 's', body: ['x'.repeat(33 * 2 ** 20)] }, 'bytes'],
    ['a member that is none', { member: 'no member' }, 'its member "no member" is not valid'],
    ['a destination that is none', { destination: ':1 2' }, 'its destination ":1 2" is not valid'],
  ])('refuses %s, and the connection stays', async (_what, wrong, why) => {
    offer({ Off: { call() {} } });
    await call('Off');
    await expect(call('Off', wrong)).rejects.toMatchObject({
      code: 'BUS_MESSAGE_INVALID',
      message: expect.stringContaining(why),
    });
    await call('Off');
    expect(new Set(test.service.calls.map((one) => one.sender)).size).toBe(1);
    expect(test.warnings.all).toEqual([]);
  });

  it.each<[string, string, Partial<BusCall>, string]>([
    ['an error of the service', 'BUS_CALL_FAILED', { member: 'Break' }, 'org.example.Broken'],
    [
      'what policy denies',
      'BUS_ACCESS_DENIED',
      { member: 'Secret' },
      'org.freedesktop.DBus.Error.AccessDenied',
    ],
    [
      'a service that is not there',
      'BUS_SERVICE_UNKNOWN',
      { destination: 'org.example.Nobody' },
      'org.freedesktop.DBus.Error.ServiceUnknown',
    ],
  ])('rejects with the name of the error for %s', async (_what, code, more, errorName) => {
    offer({
      Break: {
        call() {
          throw new FakeError('org.example.Broken', 'It broke');
        },
      },
    });
    const error = await call('Break', more).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BusError);
    expect(error).toMatchObject({ code, errorName, hint: expect.any(String) });
  });

  it('gives up after its time limit, and the answer that comes late does no harm', async () => {
    let answer = (_text: string) => {};
    offer({
      Slow: { out: 's', call: () => new Promise((resolve) => (answer = resolve)) },
      Quick: { out: 's', call: () => 'quick' },
    });
    const arrived = test.service.nextCall('Slow');
    const slow = call('Slow', { timeoutMs: 5_000 });
    await arrived;
    test.clock.advance(4_999);
    await call('Quick');
    test.clock.advance(1);
    await expect(slow).rejects.toMatchObject({
      code: 'BUS_NO_REPLY',
      errorName: 'org.freedesktop.DBus.Error.Timeout',
      message: `${lampName}.Slow of "${lampName}" was not answered within 5 s`,
    });
    answer('late');
    expect(await call('Quick')).toEqual(['quick']);
  });

  it('ends with the reason of its signal, before, while it waits and while it is under way', async () => {
    offer({ Slow: { call: never } });
    const reason = new Error('enough');
    await expect(call('Slow', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const gone = new AbortController();
    const underWay = call('Slow', { signal: gone.signal });
    const others = Promise.allSettled(Array.from({ length: 63 }, () => call('Slow')));
    const waiting = call('Slow', { signal: gone.signal });
    while (test.service.calls.length < 64) await test.service.nextCall('Slow');
    gone.abort(reason);
    await expect(underWay).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    await test.bus.close();
    expect(await others).toEqual(
      Array(63).fill(expect.objectContaining({ reason: expect.objectContaining({ code: 'BUS_CLOSED' }) })),
    );
    expect(test.service.calls).toHaveLength(64);
  });

  it('lets 64 of 200 be under way at once, in order', async () => {
    let answers: (() => void)[] = [];
    let most = 0;
    offer({
      Count: {
        in: 'u',
        out: 'u',
        call(n) {
          return new Promise((resolve) => {
            answers.push(() => resolve(n));
            most = Math.max(most, answers.length);
            if (answers.length < 64 && n < 199) return;
            for (const answer of answers) answer();
            answers = [];
          });
        },
      },
    });
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const all = numbers.map((n) => call('Count', { signature: 'u', body: [n] }));
    expect(await Promise.all(all)).toEqual(numbers.map((n) => [n]));
    expect(most).toBe(64);
    expect(test.service.calls.map(({ body: [n] }) => n)).toEqual(numbers);
  });

  it('still reaches others after a service has left hundreds of calls unanswered', async () => {
    offer({ Slow: { call: never } });
    const other = await FakeService.start(test.daemon.address, 'org.example.Other');
    other.export(lampPath, lampName, { methods: { Off: { call() {} } } });
    for (let round = 1; round <= 4; round += 1) {
      const calls = Array.from({ length: 64 }, () => call('Slow').catch((error) => error.code));
      while (test.service.calls.length < round * 64) await test.service.nextCall('Slow');
      test.clock.advance(30_000);
      expect(new Set(await Promise.all(calls))).toContain('BUS_NO_REPLY');
    }
    expect(await call('Off', { destination: 'org.example.Other' })).toEqual([]);
    await other.stop();
  });

  it('does not count those that are answered late', async () => {
    let answers: (() => void)[] = [];
    offer({
      Slow: { call: () => new Promise<void>((resolve) => answers.push(resolve)) },
      Off: { call() {} },
    });
    for (let round = 1; round <= 4; round += 1) {
      const calls = Promise.allSettled(Array.from({ length: 50 }, () => call('Slow')));
      while (answers.length < 50) await test.service.nextCall('Slow');
      test.clock.advance(30_000);
      await calls;
      for (const answer of answers) answer();
      answers = [];
      await call('Off');
    }
    expect(new Set(test.service.calls.map(({ sender }) => sender)).size).toBe(1);
  });

  it('ends at once when the service does', async () => {
    offer({ Slow: { call: never } });
    const arrived = test.service.nextCall('Slow');
    const slow = call('Slow');
    const ended = expect(slow).rejects.toMatchObject({ code: 'BUS_NO_REPLY' });
    await arrived;
    await test.service.stop();
    await ended;
  });

  it('answers to calls of others that there are no methods', async () => {
    offer({ Off: { call() {} } });
    await call('Off');
    const other = createBus('system', { address: test.daemon.address });
    const destination = test.service.calls[0]!.sender!;
    await expect(other.call({ ...lamp, destination, member: 'Off' })).rejects.toMatchObject({
      errorName: 'org.freedesktop.DBus.Error.UnknownMethod',
    });
    await other.close();
  });
});
