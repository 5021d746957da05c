import type { Bus } from '@homeostat/bus';
import { HandClock } from '@homeostat/resource';
import { expect, test } from 'vitest';
import { svc } from './svc.ts';
import { fakeWorld } from './testing/fake-world.ts';
import { testContext } from './testing/test-context.ts';
import { lasting } from './testing/world.ts';

test('systemd reloads once something was set, also when the rest is called off', async () => {
  const world = await fakeWorld();
  await world.install('web.service', lasting);
  const abort = new AbortController();
  const call: Bus['call'] = async (asked) => {
    const answer = await world.bus.call(asked);
    if (asked.member === 'EnableUnitFiles') abort.abort(new Error('enough'));
    return answer;
  };
  const bus = { ...world.bus, call };
  const ctx = testContext({ ...world, bus, clock: new HandClock(), signal: abort.signal });
  const params = svc.params.parse({ name: 'web', state: 'running', startup: 'enabled' });
  const changes = await svc.check!(params, ctx);
  await expect(svc.apply!(changes, params, ctx)).rejects.toThrow('enough');
  expect(world.systemd.calls).toEqual(['enable web.service', 'daemon-reload']);
  await world.leave();
});
