import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandClock } from '@homeostat/resource';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBus } from './create-bus.ts';
import { FakeService } from './testing/fake-service.ts';
import { PrivateBus } from './testing/private-bus.ts';
import { listenRaw } from './testing/raw-peer.ts';
import { lamp, lampName, lampPath } from './testing/test-bus.ts';

const theBus = 'org.freedesktop.DBus';

describe('connecting', () => {
  let directory: string;
  const socket = () => join(directory, 'socket');
  const address = () => `unix:path=${socket()}`;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'homeostat-bus-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('fails when nothing is there, and is tried again at the next use', async () => {
    const bus = createBus('system', { address: address() });
    for (const use of [bus.owner(theBus), bus.subscribe({ interface: theBus, member: 'X' }, () => {})]) {
      await expect(use).rejects.toMatchObject({
        code: 'BUS_UNREACHABLE',
        message: expect.stringContaining('ENOENT'),
      });
    }
    const daemon = await PrivateBus.start({ config: `<listen>${address()}</listen>` });
    expect(await bus.owner(theBus)).toBe(theBus);
    await bus.close();
    await daemon.stop();
  });

  it.each([
    ['to its login', () => undefined],
    ['to Hello', (line: string) => (line.startsWith('AUTH') ? 'OK 1234\r\n' : undefined)],
  ])('fails after its time limit when nothing is answered %s', async (_to, answer) => {
    const server = await listenRaw(socket(), answer);
    const clock = new HandClock();
    const bus = createBus('system', { address: address(), clock, connectMs: 3_000 });
    const use = bus.owner(theBus);
    const failed = expect(use).rejects.toMatchObject({
      code: 'BUS_UNREACHABLE',
      message: expect.stringContaining('did not answer within 3 s'),
    });
    await server.connected;
    clock.advance(3_000);
    await failed;
    server.close();
  });

  it('says so when the login is refused', async () => {
    const server = await listenRaw(socket(), () => 'REJECTED DBUS_COOKIE_SHA1\r\n');
    await expect(createBus('system', { address: address() }).owner(theBus)).rejects.toMatchObject({
      code: 'BUS_UNREACHABLE',
      message: expect.stringContaining('does not let this user log in'),
    });
    server.close();
  });

  it('says so when the bus takes no more connections', async () => {
    const daemon = await PrivateBus.start({ config: '<limit name="max_connections_per_user">1</limit>' });
    const first = createBus('system', { address: daemon.address });
    await first.owner(theBus);
    await expect(createBus('system', { address: daemon.address }).owner(theBus)).rejects.toMatchObject({
      code: 'BUS_UNREACHABLE',
      message: expect.stringContaining('maximum number of active connections'),
    });
    await first.close();
    await daemon.stop();
  });

  it('takes the first address that answers', async () => {
    const daemon = await PrivateBus.start();
    const bus = createBus('system', { address: `tcp:host=localhost,port=1;${address()};${daemon.address}` });
    expect(await bus.owner(theBus)).toBe(theBus);
    await bus.close();
    await daemon.stop();
  });

  it('says which address it can not use', async () => {
    await expect(createBus('system', { address: 'tcp:host=localhost' }).owner(theBus)).rejects.toMatchObject({
      code: 'BUS_ADDRESS_UNUSABLE',
    });
  });

  it('is given up when the bus is closed', async () => {
    const server = await listenRaw(socket(), () => undefined);
    const bus = createBus('system', { address: address() });
    const use = expect(bus.owner(theBus)).rejects.toMatchObject({ code: 'BUS_CLOSED' });
    await server.connected;
    await bus.close();
    await use;
    await expect(bus.owner(theBus)).rejects.toMatchObject({ code: 'BUS_CLOSED' });
    server.close();
  });

  it('can be ended by the caller while it is under way', async () => {
    const server = await listenRaw(socket(), () => undefined);
    const bus = createBus('system', { address: address() });
    const gone = new AbortController();
    const call = { destination: theBus, path: '/', interface: theBus, member: 'GetId', signal: gone.signal };
    const use = bus.call(call);
    await server.connected;
    gone.abort();
    await expect(use).rejects.toBe(gone.signal.reason);
    await bus.close();
    server.close();
  });

  it('does not happen before the first use, and keeps the process alive only while a call is under way', async () => {
    const daemon = await PrivateBus.start();
    const service = await FakeService.start(daemon.address, lampName);
    service.export(lampPath, lampName, { methods: { Slow: { call: () => new Promise(() => {}) } } });
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'PipeWrap').length;
    const idle = sockets();
    const bus = createBus('system', { address: daemon.address });
    expect(sockets()).toBe(idle);
    await bus.subscribe({ interface: theBus, member: 'NameOwnerChanged' }, () => {});
    expect(sockets()).toBe(idle);
    const enough = new AbortController();
    const arrived = service.nextCall('Slow');
    const call = bus.call({ ...lamp, member: 'Slow', signal: enough.signal });
    await arrived;
    expect(sockets()).toBe(idle + 1);
    enough.abort();
    await expect(call).rejects.toBe(enough.signal.reason);
    expect(sockets()).toBe(idle);
    await bus.close();
    await bus.close();
    await service.stop();
    await daemon.stop();
  });
});
