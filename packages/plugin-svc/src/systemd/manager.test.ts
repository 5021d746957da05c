import { setImmediate } from 'node:timers/promises';
import { type Bus, BusError } from '@homeostat/bus';
import { HandClock } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { Manager } from './manager.ts';

/** A manager that has answered once, and answers no more but with this. */
async function failing(
  error: Error,
): Promise<{ reload: () => Promise<void>; calls: () => number; clock: HandClock }> {
  let calls = 0;
  const call: Bus['call'] = async ({ member }) => {
    if (member === 'Subscribe') return [];
    calls += 1;
    throw error;
  };
  const clock = new HandClock();
  const manager = new Manager({ call } as Bus, false, clock);
  await manager.call('Subscribe');
  return { reload: () => manager.reload(undefined), calls: () => calls, clock };
}

const dbus = 'org.freedesktop.DBus.Error';

test('what is not answered in time is not asked for again', async () => {
  const late = new BusError('BUS_NO_REPLY', 'not answered within 90 s', `${dbus}.Timeout`);
  const { reload, calls } = await failing(late);
  await expect(reload()).rejects.toBe(late);
  expect(calls()).toBe(1);
});

test('what is asked of a systemd that goes away is asked again for 15 s', async () => {
  const gone = new BusError('BUS_NO_REPLY', 'the recipient has left', `${dbus}.NoReply`);
  const { reload, calls, clock } = await failing(gone);
  const reloading = reload();
  let isOver = false;
  void reloading.catch(() => (isOver = true));
  while (!isOver) {
    clock.advance(1000);
    await setImmediate();
  }
  await expect(reloading).rejects.toBe(gone);
  expect(calls()).toBeGreaterThan(10);
});
