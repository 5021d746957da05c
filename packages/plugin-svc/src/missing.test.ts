import { createBus } from '@homeostat/bus';
import { PrivateBus } from '@homeostat/bus/testing';
import { HandClock } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { svc } from './svc.ts';
import { testContext } from './testing/test-context.ts';

const parse = (session: boolean) => svc.params.parse({ name: 'web', state: 'running', session });

test('a bus without systemd is told, and which one it is', async () => {
  const daemon = await PrivateBus.start();
  for (const [session, words] of [
    [false, 'no org.freedesktop.systemd1 on the system bus'],
    [true, 'no org.freedesktop.systemd1 is on the session bus'],
  ] as const) {
    const bus = createBus('system', { address: daemon.address });
    const ctx = testContext({ bus, clock: new HandClock() });
    const missing = { code: 'SYSTEMD_MISSING', message: expect.stringContaining(words) };
    await expect(svc.check!(parse(session), ctx)).rejects.toMatchObject(missing);
    await expect(svc.watch!(parse(session), () => {}, ctx)).rejects.toMatchObject(missing);
    // A warning of each of a hundred services would say nothing new.
    expect((await svc.wishes!(parse(session), ctx)).length).toBeGreaterThan(0);
    await bus.close();
  }
  await daemon.stop();
});
