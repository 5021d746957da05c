import type { Host, HostProcess } from '@homeostat/lab';
import { beforeAll, expect, test } from 'vitest';
import { useCommand } from './testing/use-command.ts';

const on = useCommand();
const { show, keep } = on;
let host: Host;
beforeAll(() => {
  host = on.host;
});

/** Kills it once the unit is there. */
async function killedWhile(run: HostProcess, unit: string, state: string): Promise<void> {
  while ((await show(unit, 'ActiveState')) !== state);
  await run.signal('SIGKILL');
  expect((await run.ended()).exitCode).not.toBe(0);
}

const untilThere = (path: string) => `/bin/sh -c "until test -e ${path}; do sleep 0.01; done"`;

test('kill -9 in the middle of a start leaves it to systemd, and the next run waits for it', async () => {
  await host.write(
    '/etc/systemd/system/slow.service',
    '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "echo began >> /var/log/slow; until test -e /run/slow; do sleep 0.01; done"\n',
  );
  const resources = { svc: { slow: { state: 'running' } } };
  const first = await keep(resources);
  await killedWhile(first, 'slow', 'activating');

  const second = await keep(resources);
  await second.told('"type":"graph"');
  await host.write('/run/slow', '');
  await second.told('"type":"converged"');
  expect(second.stdout).not.toContain('"type":"changed"');
  expect(await host.read('/var/log/slow')).toBe('began\n');
});

test('kill -9 in the middle of a stop leaves it to systemd, and the next run waits for it', async () => {
  await host.write(
    '/etc/systemd/system/stops.service',
    `[Service]\nExecStart=/bin/sleep infinity\nExecStop=${untilThere('/run/stops')}\n`,
  );
  await host.run(['systemctl', 'daemon-reload']);
  await host.run(['systemctl', 'start', 'stops']);
  const resources = { svc: { stops: { state: 'stopped' } } };
  await killedWhile(await keep(resources), 'stops', 'deactivating');

  const second = await keep(resources);
  await second.told('"type":"graph"');
  expect(await show('stops', 'ActiveState')).toBe('deactivating');
  await host.write('/run/stops', '');
  await second.told('"type":"converged"');
  expect(second.stdout).not.toContain('"type":"changed"');
  expect(await show('stops', 'ActiveState')).toBe('inactive');
});

test('kill -9 in the middle of a restart leaves it to systemd, and the service runs by what was declared', async () => {
  const path = '/etc/systemd/system/again.service';
  const site = (seconds: number) => ({
    svc: { again: { state: 'running' } },
    file: {
      [path]: {
        content: `[Service]\nExecStart=/bin/sleep ${seconds}\nExecStop=${untilThere('/run/again')}\n`,
      },
    },
  });
  const first = await keep(site(1000));
  await first.told('"type":"converged"');
  await host.write('/etc/site.json', JSON.stringify({ resources: site(2000) }));
  await killedWhile(first, 'again', 'deactivating');

  const second = await keep(site(2000));
  await second.told('"type":"graph"');
  await host.write('/run/again', '');
  await second.told('"type":"converged"');
  expect(await host.read(`/proc/${await show('again', 'MainPID')}/cmdline`)).toBe('/bin/sleep\0' + '2000\0');
  expect(second.stdout).not.toContain('"type":"failed"');
});
