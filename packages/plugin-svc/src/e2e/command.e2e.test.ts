import type { Host } from '@homeostat/lab';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { useCommand } from './testing/use-command.ts';

const on = useCommand();
const { show, keep } = on;
let host: Host;
beforeAll(() => {
  host = on.host;
});

function service(command: string, more = ''): string {
  return `[Service]\nExecStart=${command}\n${more}[Install]\nWantedBy=multi-user.target\n`;
}

test('a declared unit file comes before its service, which then runs by it; one that is edited by hand is put back', async () => {
  const path = '/etc/systemd/system/web.service';
  const site = (seconds: number) => ({
    svc: { web: { state: 'running', startup: 'enabled' } },
    file: { [path]: { content: service(`/bin/sleep ${seconds}`, 'ExecReload=/bin/true\n') } },
  });
  const run = await keep(site(1000));
  await run.told('"type":"converged"');
  expect(await show('web', 'ExecStart')).toContain('sleep 1000');
  expect(await show('web', 'UnitFileState')).toBe('enabled');
  const process = await show('web', 'MainPID');

  await host.write('/etc/site.json', JSON.stringify({ resources: site(2000) }));
  await run.told('"type":"refreshed","id":"svc[web]"');
  expect(await host.read(`/proc/${await show('web', 'MainPID')}/cmdline`)).toBe('/bin/sleep\0' + '2000\0');
  expect(await show('web', 'MainPID')).not.toBe(process);

  await host.run(['sh', '-c', `sed -i s/2000/3000/ ${path}`]);
  await run.told('"type":"refreshed","id":"svc[web]"', 2);
  // The process itself: systemd may know better than what runs.
  expect(await host.read(`/proc/${await show('web', 'MainPID')}/cmdline`)).toBe('/bin/sleep\0' + '2000\0');
  expect(await show('web', 'NeedDaemonReload')).toBe('no');
});

test('a unit file that nobody declares is loaded anew when it is edited, and its links are put back', async () => {
  const path = '/etc/systemd/system/edited.service';
  await host.write(path, service('/bin/sleep 1000'));
  const run = await keep({ svc: { edited: { state: 'running', startup: 'enabled' } } });
  await run.told('"type":"converged"');
  const process = await show('edited', 'MainPID');
  await host.write(path, service('/bin/sleep 2000'));
  await run.told('"property":"daemon-reload"');
  await run.told('"type":"converged"', 2);
  expect(await show('edited', 'ExecStart')).toContain('sleep 2000');
  // A file that changes is no reason to end what runs; only who declares it can tell.
  expect(await show('edited', 'MainPID')).toBe(process);

  await host.run(['rm', '/etc/systemd/system/multi-user.target.wants/edited.service']);
  await run.told('"property":"startup"', 2);
  await run.told('"type":"converged"', 3);
  expect((await host.run(['systemctl', 'is-enabled', 'edited'])).stdout).toBe('enabled\n');
});

test('a full unit in /etc over the one of a package is loaded, however old its time is', async () => {
  await host.write('/usr/lib/systemd/system/over.service', service('/bin/sleep 1000'));
  await host.run(['systemctl', 'daemon-reload']);
  const run = await keep({ svc: { over: { state: 'running' } } });
  await run.told('"type":"converged"');
  await host.write('/etc/over', service('/bin/sleep 2000'));
  await host.run(['touch', '--date=2001-01-01', '/etc/over']);
  await host.run(['mv', '/etc/over', '/etc/systemd/system/over.service']);
  await run.told('"property":"daemon-reload"');
  await run.told('"type":"converged"', 2);
  expect(await show('over', 'FragmentPath')).toBe('/etc/systemd/system/over.service');
});

test('a drop-in and a file of the environment are taken over by a new process', async () => {
  await host.write('/etc/environment.app', 'WORD=first\n');
  await host.write(
    '/etc/systemd/system/app.service',
    service('/bin/sleep 1000', 'EnvironmentFile=/etc/environment.app\n'),
  );
  const site = (word: string, nice: number) => ({
    svc: { app: { state: 'running' } },
    file: {
      '/etc/environment.app': { content: `WORD=${word}\n` },
      '/etc/systemd/system/app.service.d/nice.conf': { content: `[Service]\nNice=${nice}\n` },
      '/etc/systemd/system/app.service.d/': {},
    },
  });
  const run = await keep(site('first', 1));
  await run.told('"type":"converged"');
  await host.write('/etc/site.json', JSON.stringify({ resources: site('second', 2) }));
  await run.told('"type":"refreshed","id":"svc[app]"');
  await run.told('"type":"converged"', 2);
  const process = await show('app', 'MainPID');
  expect(await host.read(`/proc/${process}/environ`)).toContain('WORD=second');
  expect((await host.run(['ps', '-o', 'nice=', '-p', process])).stdout.trim()).toBe('2');
});

test('a service that can not start fails with what it said last', async () => {
  await host.write(
    '/etc/systemd/system/talks.service',
    '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "echo no such database; exit 3"\n',
  );
  await host.write('/etc/site.json', JSON.stringify({ resources: { svc: { talks: { state: 'running' } } } }));
  const ended = await host.run(['homeostat', 'run', '/etc/site.json', '--converged-timeout', '0']);
  expect(ended.exitCode).toBe(1);
  expect(ended.stdout + ended.stderr).toContain('SVC_JOB_FAILED: talks.service did not start: it failed');
  expect(ended.stdout + ended.stderr).toContain('no such database');
});

test('a package and its service come up in one first run', async () => {
  await host.write(
    '/etc/site.yaml',
    'resources:\n  svc:\n    lab-service:\n      state: running\n      startup: enabled\n  pkg:\n    lab-service:\n      state: installed\n',
  );
  const ended = await host.run(['homeostat', 'run', '/etc/site.yaml', '--converged-timeout', '0']);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(await show('lab-service', 'ActiveState')).toBe('active');
  expect((await host.run(['systemctl', 'is-enabled', 'lab-service'])).stdout).toBe('enabled\n');
});

test('a service that takes long to start holds up no other one that is kept', async () => {
  await host.write(
    '/etc/systemd/system/long.service',
    '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "until test -e /run/long; do sleep 0.01; done"\n',
  );
  await host.write('/etc/systemd/system/quick.service', service('/bin/sleep infinity'));
  await host.write('/run/long', '');
  const kept = await keep({ svc: { long: { state: 'running' }, quick: { state: 'running' } } });
  await kept.told('"type":"converged"');
  await host.run(['rm', '/run/long']);
  await host.run(['systemctl', 'stop', 'long']);
  while ((await show('long', 'ActiveState')) !== 'activating');
  await host.run(['systemctl', 'stop', 'quick']);
  while ((await show('quick', 'ActiveState')) !== 'active');
  expect(await show('long', 'ActiveState')).toBe('activating');
  await host.write('/run/long', '');
  while ((await show('long', 'ActiveState')) !== 'active');
});

test('a dry run changes nothing, and has systemd read nothing anew', async () => {
  await host.write('/etc/systemd/system/dry.service', service('/bin/sleep 1000'));
  await host.write(
    '/etc/site.json',
    JSON.stringify({ resources: { svc: { dry: { state: 'running', startup: 'enabled' } } } }),
  );
  const readAt = async () =>
    (await host.run(['systemctl', 'show', '--property=UnitsLoadTimestampMonotonic'])).stdout;
  const before = await readAt();
  const { stdout, stderr, exitCode } = await host.run(['homeostat', 'check', '/etc/site.json']);
  expect({ stdout, stderr, exitCode }).toMatchObject({ stdout: expect.stringContaining('disabled') });
  expect(stdout).toContain('daemon-reload');
  expect(await readAt()).toBe(before);
  expect(await show('dry', 'ActiveState')).toBe('inactive');
  expect((await host.run(['systemctl', 'is-enabled', 'dry'])).stdout).toBe('disabled\n');
});

test('without systemd it is told what was looked for, and by the doctor beforehand', async () => {
  await host.write('/etc/site.json', JSON.stringify({ resources: { svc: { cron: { state: 'running' } } } }));
  const without = (command: string) =>
    host.run(['unshare', '--mount', 'sh', '-c', `mount -t tmpfs none /run && ${command}`]);
  const run = await without('homeostat run /etc/site.json --converged-timeout 0');
  expect(run.exitCode).toBe(1);
  expect(run.stdout + run.stderr).toContain('SYSTEMD_MISSING');
  expect(run.stdout + run.stderr).toContain('/run/systemd/system');
  expect((await without('homeostat doctor')).stdout).toContain('systemd does not run this machine');
  expect((await host.run(['homeostat', 'doctor'])).stdout).toContain('systemd runs this machine');
});

test('a unit of a user is kept on the session bus, and without one that is told', async () => {
  await host.write(
    '/etc/site-user.json',
    JSON.stringify({ resources: { svc: { own: { state: 'running', startup: 'enabled', session: true } } } }),
  );
  const none = await host.run(['homeostat', 'run', '/etc/site-user.json', '--converged-timeout', '0']);
  expect(none.stdout + none.stderr).toContain('BUS_ADDRESS_MISSING');

  // What the package dbus-user-session brings.
  await host.write(
    '/etc/systemd/user/dbus.socket',
    '[Socket]\nListenStream=%t/bus\n[Install]\nWantedBy=sockets.target\n',
  );
  await host.write(
    '/etc/systemd/user/dbus.service',
    '[Unit]\nRequires=dbus.socket\n[Service]\nType=notify\nNotifyAccess=main\nExecStart=/usr/bin/dbus-daemon --session --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only\n',
  );
  await host.run(['systemctl', '--global', 'enable', 'dbus.socket']);
  await host.run(['useradd', '--create-home', 'joe']);
  await host.run(['loginctl', 'enable-linger', 'joe']);
  const uid = (await host.run(['id', '--user', 'joe'])).stdout.trim();
  await host.run(['systemctl', 'start', `user@${uid}.service`]);
  await host.write(
    '/home/joe/.config/systemd/user/own.service',
    '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=default.target\n',
  );
  await host.run(['chown', '-R', 'joe', '/home/joe']);
  const asJoe = (command: string) =>
    host.start([
      'runuser',
      '-u',
      'joe',
      '--',
      'env',
      `XDG_RUNTIME_DIR=/run/user/${uid}`,
      'HOME=/home/joe',
      'sh',
      '-c',
      command,
    ]);
  const homeostat = asJoe('exec homeostat run /etc/site-user.json --json');
  onTestFinished(() => homeostat.signal('SIGKILL').catch(() => {}));
  await homeostat.told('"type":"converged"');
  const state = await asJoe(
    'systemctl --user is-active own; systemctl --user is-enabled own; systemctl --user kill -s KILL own',
  ).ended();
  expect(state.stdout).toBe('active\nenabled\n');
  await homeostat.told('"type":"changed"', 2);
  const again = asJoe('systemctl --user is-active own');
  expect((await again.ended()).stdout).toBe('active\n');
});
