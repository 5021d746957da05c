import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { HandClock } from '@homeostat/resource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { svc } from './svc.ts';
import { fakeWorld } from './testing/fake-world.ts';
import { testContext } from './testing/test-context.ts';
import { lasting } from './testing/world.ts';

let world: Awaited<ReturnType<typeof fakeWorld>>;
beforeEach(async () => {
  world = await fakeWorld();
});
afterEach(() => world.leave());

const reloading = lasting.replace('[Install]', 'ExecReload=/bin/true\n[Install]');

/** What a notified web.service does that became active so long after its file was changed. */
async function refreshed(msAfter: number): Promise<unknown> {
  await world.systemctl('start', 'web.service');
  const { ctimeMs } = statSync(join(world.directory, 'web.service'));
  world.systemd.unit('web.service').activeSince = Math.ceil(ctimeMs) + msAfter;
  const params = svc.params.parse({ name: 'web' });
  const ctx = testContext({ ...world, clock: new HandClock() });
  return (await svc.refresh!([], params, ctx)).map(({ to }) => to);
}

test('a unit that is older than its file restarts, also where it could reload', async () => {
  await world.write('web.service', reloading);
  expect(await refreshed(-1000)).toEqual(['restarted']);
  expect(world.systemd.calls).toContain('restart web.service');
});

test('a unit that is younger than its file reloads', async () => {
  await world.write('web.service', reloading);
  expect(await refreshed(1000)).toEqual(['reloaded']);
  expect(world.systemd.calls).toContain('reload web.service');
});

test('when it was changed counts, not what an archive says', async () => {
  await world.write('web.service', reloading);
  utimesSync(join(world.directory, 'web.service'), 1, 1);
  await world.systemctl('daemon-reload');
  expect(await refreshed(-1000)).toEqual(['restarted']);
});

test('a unit that is older than a file of its environment restarts', async () => {
  const environment = `EnvironmentFile=${join(world.directory, 'web.env')}\n[Install]`;
  await world.write('web.service', reloading.replace('[Install]', environment));
  const changedAt = (file: string) => statSync(join(world.directory, file)).ctimeMs;
  // Until the clock of files has moved on.
  do await world.write('web.env', 'A=1\n');
  while (changedAt('web.env') < changedAt('web.service') + 100);
  expect(await refreshed(50)).toEqual(['restarted']);
});

test('what does not run is left alone, and so is a unit that nobody has', async () => {
  await world.write('web.service', reloading);
  const ctx = testContext({ ...world, clock: new HandClock() });
  for (const name of ['web', 'none', 'web@'])
    expect(await svc.refresh!([], svc.params.parse({ name }), ctx)).toEqual([]);
});
