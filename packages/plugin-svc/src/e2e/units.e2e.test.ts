import { readFileSync } from 'node:fs';
import { type Host, Lab } from '@homeostat/lab';
import { HandClock } from '@homeostat/resource';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { svc } from '../svc.ts';
import { hostWorld } from '../testing/host-world.ts';
import { Keeper } from '../testing/keeper.ts';
import { testContext } from '../testing/test-context.ts';
import { lasting, type World, waiting } from '../testing/world.ts';

let lab: Lab;
let host: Host;
let world: World;
let keeper: Keeper;

beforeAll(async () => {
  lab = await Lab.start();
  host = await lab.host('a');
  world = hostWorld(host);
});
afterAll(async () => {
  await world.leave();
  await lab.stop();
});
beforeEach(() => {
  keeper = new Keeper(world);
});
afterEach(() => keeper.end());

const show = async (unit: string, property: string) =>
  (await host.run(['systemctl', 'show', '--value', `--property=${property}`, unit])).stdout.trim();

test('a timer that waits and a socket that listens are running', async () => {
  await world.write('tick.service', '[Service]\nType=oneshot\nExecStart=/bin/true\n');
  await world.write('tick.timer', '[Timer]\nOnCalendar=yearly\n[Install]\nWantedBy=timers.target\n');
  await world.write('door.service', '[Service]\nExecStart=/bin/sleep infinity\n');
  await world.write('door.socket', '[Socket]\nListenStream=/run/door\n[Install]\nWantedBy=sockets.target\n');
  const up = { state: 'running', startup: 'enabled' };
  await keeper.keep({ 'tick.timer': up, 'door.socket': up });
  expect([await show('tick.timer', 'SubState'), await show('door.socket', 'SubState')]).toEqual([
    'waiting',
    'listening',
  ]);
  await world.systemctl('stop', 'door.socket');
  await keeper.told('changed', 'door.socket', 2);
});

test('a service that systemd starts again by itself is left to it', async () => {
  await world.install(
    'again.service',
    lasting.replace('[Install]', 'Restart=always\nRestartSec=300ms\n[Install]'),
  );
  await keeper.keep({ again: { state: 'running' } });
  await world.crash('again.service');
  await keeper.told('converged', undefined, 2);
  expect(await world.active('again.service')).toBe('active');
  expect(await show('again.service', 'NRestarts')).toBe('1');
  expect(keeper.changes('again')).toEqual(['state: stopped → running']);
});

test('a service that systemd refuses to start any more is started once it is mended', async () => {
  await world.write('refused.service', '[Service]\nExecStart=/bin/false\n');
  for (let starts = 0; starts < 7; starts += 1)
    await world.systemctl('start', 'refused.service').catch(() => {});
  await world.write('refused.service', lasting);
  await keeper.keep({ refused: { state: 'running' } });
  expect(keeper.changes('refused')).toEqual(['daemon-reload: needed → done', 'state: failed → running']);
});

test('what is so until the next boot only is made so for good', async () => {
  await world.write('until-boot.service', lasting);
  await host.run(['systemctl', 'enable', '--runtime', 'until-boot']);
  expect(await world.startup('until-boot.service')).toBe('enabled-runtime');
  await keeper.keep({ 'until-boot': { startup: 'enabled' } });
  expect(keeper.changes('until-boot')).toEqual(['startup: enabled-runtime → enabled']);
  await keeper.keep({ 'until-boot': { startup: 'disabled' } });
  expect(await world.startup('until-boot.service')).toBe('disabled');
});

test('a unit that a generator made is neither enabled nor disabled, and can run', async () => {
  const script =
    '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: old\n# Default-Start: 3\n# Short-Description: old\n### END INIT INFO\n';
  await host.write('/etc/init.d/old', script, '0755');
  await world.systemctl('daemon-reload');
  expect(await world.startup('old.service')).toMatch(/generated|disabled/);
  await keeper.keep({ old: { startup: 'disabled' } });
  expect(await keeper.failure('old')).toBe('SVC_STARTUP_FIXED');
  await keeper.keep({ old: { state: 'running' } });
  expect(await world.active('old.service')).toBe('active');
});

/** What a notified unit does. */
async function refreshed(name: string): Promise<unknown> {
  const ctx = testContext({ ...world, clock: new HandClock() });
  return (await svc.refresh!([], svc.params.parse({ name }), ctx)).map(({ to }) => to);
}

test('a notified unit that a generator made reloads, although its file is younger after each reload of systemd', async () => {
  const script =
    '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: aged\n# Default-Start: 3\n# Short-Description: aged\n### END INIT INFO\necho "Usage: aged {start|stop|reload}"\n';
  await host.write('/etc/init.d/aged', script, '0755');
  await world.systemctl('daemon-reload');
  await world.systemctl('start', 'aged');
  await world.systemctl('daemon-reload');
  expect(await refreshed('aged')).toEqual(['reloaded']);
  await host.write('/etc/init.d/aged', `${script}# changed\n`, '0755');
  expect(await refreshed('aged')).toEqual(['restarted']);
});

test('a notified mount takes over its options, and is not taken away from who uses it', async () => {
  await host.write('/etc/fstab', 'tmpfs /mnt tmpfs size=1M 0 0\n');
  await world.systemctl('daemon-reload');
  await world.systemctl('start', 'mnt.mount');
  await host.write('/mnt/kept', 'kept');
  await host.write('/etc/fstab', 'tmpfs /mnt tmpfs size=2M 0 0\n');
  expect(await refreshed('mnt.mount')).toEqual(['reloaded']);
  expect(await host.read('/mnt/kept')).toBe('kept');
  expect((await host.run(['findmnt', '-no', 'OPTIONS', '/mnt'])).stdout).toContain('size=2048k');
});

test('a unit file that systemd can not read is told of', async () => {
  await world.write('bad.service', '[Service]\nType=simple\n');
  await keeper.keep({ bad: { state: 'running' } });
  expect(await keeper.failure('bad')).toBe('SVC_FILE_BAD');
});

test('what may not be started by hand is told of', async () => {
  await world.write('shy.service', `[Unit]\nRefuseManualStart=yes\n${lasting}`);
  await keeper.keep({ shy: { state: 'running' } });
  const { problem } = await keeper.told('failed', 'shy');
  expect(problem).toMatchObject({
    code: 'SVC_REFUSED',
    hint: expect.stringContaining('RefuseManualStart='),
  });
});

test('what goes against a job that nothing may take the place of is told of', async () => {
  await world.install(
    'leaving.service',
    '[Service]\nExecStart=/bin/sleep infinity\nExecStop=/bin/sh -c "until test -e /run/leave; do sleep 0.01; done"\n',
  );
  await world.systemctl('start', 'leaving');
  await world.systemctl('stop', '--no-block', '--job-mode=replace-irreversibly', 'leaving');
  const change = { property: 'state', from: 'stopped', to: 'running' };
  const params = svc.params.parse({ name: 'leaving', state: 'running' });
  const ctx = testContext({ ...world, clock: new HandClock() });
  await expect(svc.apply!([change], params, ctx)).rejects.toMatchObject({
    code: 'SVC_REFUSED',
    hint: expect.stringContaining('list-jobs'),
  });
  await host.write('/run/leave', '');
});

test('a link that leads elsewhere is not taken away', async () => {
  await world.write('linked.service', lasting.replace('[Install]', '[Install]\nAlias=taken.service'));
  await world.write('taken.service', lasting);
  await keeper.keep({ linked: { startup: 'enabled' } });
  expect(await keeper.failure('linked')).toBe('SVC_FILE_TAKEN');
  expect(await host.read('/etc/systemd/system/taken.service')).toBe(lasting);
});

test('a linked unit is enabled, and disabled with its link, as by systemctl', async () => {
  await host.write('/opt/elsewhere.service', lasting);
  await host.run(['systemctl', 'link', '/opt/elsewhere.service']);
  expect(await world.startup('elsewhere.service')).toBe('linked');
  await keeper.keep({ elsewhere: { state: 'running', startup: 'enabled' } });
  expect(keeper.changes('elsewhere')).toContain('startup: linked → enabled');
  expect([await world.active('elsewhere'), await world.startup('elsewhere')]).toEqual(['active', 'enabled']);
  await keeper.keep({ elsewhere: { state: 'stopped', startup: 'disabled' } });
  expect(keeper.all('failed')).toEqual([]);
  expect(await show('elsewhere', 'LoadState')).toBe('not-found');
  expect(await host.read('/opt/elsewhere.service')).toBe(lasting);
});

test('a job that takes longer than its unit file lets it is told of', async () => {
  await world.install('never.service', waiting('never'));
  await world.install(
    'limited.service',
    `[Unit]\nAfter=never.service\nWants=never.service\nJobTimeoutSec=100ms\n${lasting}`,
  );
  await keeper.declare({ limited: { state: 'running' } });
  const { problem } = await keeper.told('failed', 'limited');
  expect(problem).toMatchObject({
    code: 'SVC_JOB_FAILED',
    message: 'limited.service did not start: it took longer than its unit file lets it',
  });
  await world.systemctl('stop', 'never');
});

test('a start behind one that never ends is told of after 90 s, and is tried again when its job has gone', async () => {
  const clock = new HandClock();
  await keeper.end();
  // Another bus, since what is known of one goes by the first clock.
  keeper = new Keeper({ ...world, bus: { ...world.bus } }, clock);
  await world.install('endless.service', waiting('endless'));
  await world.install('queued.service', `[Unit]\nAfter=endless.service\nWants=endless.service\n${lasting}`);
  await keeper.declare({ queued: { state: 'running' } });
  while (!/^[1-9]/.test(await show('queued', 'Job')));
  clock.advance(90_000);
  expect(await keeper.failure('queued')).toBe('SVC_UNSETTLED');
  // Nothing changes for the unit by that; only its job is gone.
  await host.run(['systemctl', 'cancel', await show('queued', 'Job')]);
  while (keeper.all('progress', 'queued').length < 2) {
    clock.advance(1000);
    await world.active('queued');
  }
  await world.letStart('endless');
  await keeper.told('changed', 'queued');
  expect(await world.active('queued')).toBe('active');
});

test('a service that systemd restarts without end is told of', async () => {
  await world.install(
    'loop.service',
    '[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sleep 0.2\nRestart=always\nRestartSec=50ms\n',
  );
  await keeper.declare({ loop: { state: 'running' } });
  expect(await keeper.failure('loop')).toBe('SVC_CRASHING');
  await keeper.end();
  await world.systemctl('stop', 'loop');
});

test('the example of the README is kept by the command', async () => {
  const [, example] = /```yaml\n(.*?)```/s.exec(
    readFileSync(new URL('../../README.md', import.meta.url), 'utf8'),
  )!;
  await host.write('/etc/site.yaml', example!);
  const { exitCode, stdout, stderr } = await host.run([
    'homeostat',
    'run',
    '/etc/site.yaml',
    '--converged-timeout',
    '0',
  ]);
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
  expect([await world.active('app.service'), await world.startup('app.service')]).toEqual([
    'active',
    'enabled',
  ]);
  expect(await world.startup('apt-daily.timer')).toBe('masked');
  const process = await show('app.service', 'MainPID');
  expect(await host.read(`/proc/${process}/environ`)).toContain('LEVEL=info');
});
