import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { marshallMessage } from 'dbus-next/lib/marshall-compat.js';
import { Message } from 'dbus-next/lib/message-type.js';
import { expect, it } from 'vitest';
import type { Signal } from './bus.ts';
import { lamp, lampName, lampPath, startTestBus } from './testing/test-bus.ts';
import { Told } from './testing/told.ts';
import { messageType } from './wire/message.ts';

it('a message that can not be read is left out with one warning, and takes nothing else with it', async () => {
  const test = await startTestBus();
  test.service.export(lampPath, lampName, { methods: { Off: { call() {} } } });
  await test.bus.call({ ...lamp, member: 'Off' });
  const signals = new Told<Signal>();
  await test.bus.subscribe({ interface: lampName, member: 'Switched' }, signals.tell);

  const signal = (serial: number, destination: string) => {
    const fields = { type: messageType.signal, serial, destination, path: lampPath, interface: lampName };
    const [bytes] = marshallMessage(
      new Message({ ...fields, member: 'Switched', signature: 'u', body: [7] }),
    );
    return bytes;
  };
  const victim = test.service.calls[0]!.sender!;
  const unreadable = signal(2, victim);
  // The descriptor with the number 7, and none is sent: the daemon passes it on.
  unreadable.write('h', unreadable.indexOf('\x08\x01g\0\x01u\0', 'latin1') + 5);
  const hello = {
    destination: 'org.freedesktop.DBus',
    path: '/',
    interface: 'org.freedesktop.DBus',
    serial: 1,
  };
  const [greeting] = marshallMessage(new Message({ ...hello, member: 'Hello' }));

  const attacker = createConnection(test.daemon.address.replace('unix:path=', ''));
  attacker.write(`\0AUTH EXTERNAL ${Buffer.from(`${process.getuid!()}`).toString('hex')}\r\n`);
  await once(createInterface({ input: attacker }), 'line');
  attacker.write(
    Buffer.concat([Buffer.from('BEGIN\r\n'), greeting, unreadable, unreadable, signal(3, victim)]),
  );

  await signals.reaches(1);
  expect(signals.all[0]!.body).toEqual([7]);
  expect(test.warnings.all).toMatchObject([{ code: 'BUS_MESSAGE_UNREADABLE' }]);
  await test.bus.call({ ...lamp, member: 'Off' });
  attacker.destroy();
  await test.close();
});
