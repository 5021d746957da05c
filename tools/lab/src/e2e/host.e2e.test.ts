import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../command.ts';
import { type Host, Lab } from '../index.ts';

let lab: Lab;
let host: Host;

beforeAll(async () => {
  lab = await Lab.start();
  host = await lab.host('a');
});
afterAll(() => lab.stop());

test('a host boots with nothing failed, under its own name', async () => {
  const state = await host.run(['systemctl', 'is-system-running']);
  expect(state).toEqual({ exitCode: 0, stdout: 'running\n', stderr: '' });
  expect((await host.run(['uname', '--nodename'])).stdout).toBe('a\n');
});

test('run gives the exit code, both streams apart, and hands over what is to be read', async () => {
  const ended = await host.run(['sh', '-c', 'cat; echo "on stderr" >&2; exit 7'], 'to be read');
  expect(ended).toEqual({ exitCode: 7, stdout: 'to be read', stderr: 'on stderr\n' });
});

test('run hands over every word as it is', async () => {
  const words = ['$PATH', '$${PATH}', '%n', '"', "it's", '', ' ', '\n', '\\x41', '*'];
  const { stdout } = await host.run(['node', '--print', 'JSON.stringify(process.argv.slice(1))', ...words]);
  expect(JSON.parse(stdout)).toEqual(words);
});

test('run tells of a program that is not there', async () => {
  const { exitCode, stderr } = await host.run(['no-such-program']);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('no-such-program');
});

test('write makes the directories and the mode, and read gives back what was written', async () => {
  await host.write('/etc/lab/deep/file', 'ä\n', '0600');
  expect(await host.read('/etc/lab/deep/file')).toBe('ä\n');
  expect((await host.run(['stat', '--format=%a %U', '/etc/lab/deep/file'])).stdout).toBe('600 root\n');
});

test('read says which file is not there', async () => {
  await expect(host.read('/etc/none')).rejects.toThrow('/etc/none');
});

test('a started command is heard while it runs, and gets signals', async () => {
  const process = host.start([
    'sh',
    '-c',
    'trap "echo got it; exit 3" USR1; echo ready; while :; do sleep 0.01; done',
  ]);
  await process.told('ready');
  await process.signal('SIGUSR1');
  expect(await process.ended()).toEqual({ exitCode: 3, stdout: 'ready\ngot it\n', stderr: '' });
});

test('the checkout is there, and can only be read', async () => {
  expect(await host.read('/opt/homeostat/tools/lab/package.json')).toContain('@homeostat/lab');
  expect((await host.run(['touch', '/opt/homeostat/new'])).stderr).toContain('Read-only file system');
});

test('the system bus answers a client outside', async () => {
  const manager = [
    'org.freedesktop.systemd1',
    '/org/freedesktop/systemd1',
    'org.freedesktop.systemd1.Manager',
  ];
  const answer = await command(
    'busctl',
    `--address=${host.systemBus}`,
    'get-property',
    ...manager,
    'SystemState',
  );
  expect(answer).toBe('s "running"\n');
});

test('a command outlives a new start of systemd and a restart of D-Bus, and is heard to its end', async () => {
  const script = 'systemctl daemon-reexec && systemctl restart dbus && systemctl is-system-running';
  await host.start(['sh', '-c', script]).told('running');
});

test('a host keeps its disk over a reboot, and forgets its /run', async () => {
  await host.write('/etc/kept', 'kept');
  await host.write('/run/lost', 'lost');
  await host.reboot();
  expect(await host.read('/etc/kept')).toBe('kept');
  expect((await host.run(['test', '-e', '/run/lost'])).exitCode).toBe(1);
});

test('a killed host takes its commands along, and boots again with its disk', async () => {
  await host.write('/etc/kept', 'kept');
  const process = host.start(['sh', '-c', 'echo ready; exec sleep infinity']);
  await process.told('ready');
  await host.kill();
  await expect(process.ended()).rejects.toThrow('Host a is down');
  await expect(host.run(['true'])).rejects.toThrow('Host a is down');
  await host.boot();
  expect(await host.read('/etc/kept')).toBe('kept');
});

test('in a frozen host nothing moves until it is thawed', async () => {
  const other = await lab.host('b');
  await host.freeze();
  let isAnswered = false;
  const answer = host.run(['true']).finally(() => {
    isAnswered = true;
  });
  for (let round = 0; round < 3; round += 1) await other.run(['true']);
  expect(isAnswered).toBe(false);
  await host.thaw();
  expect((await answer).exitCode).toBe(0);
});

test('a host with a name that the network can not have is refused', async () => {
  await expect(lab.host('much-too-long-a-name')).rejects.toThrow(
    'A host can\'t be called "much-too-long-a-name"',
  );
  await expect(lab.host('a')).rejects.toThrow('has a host "a" already');
});
