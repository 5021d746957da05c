import { readFileSync } from 'node:fs';
import { type Host, Lab } from '@homeostat/lab';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

const unit = readFileSync(new URL('../../../../docs/examples/homeostat.service', import.meta.url), 'utf8');

let lab: Lab;
let host: Host;
beforeAll(async () => {
  lab = await Lab.start();
  host = await lab.host('a');
  const { stdout } = await host.run(['sh', '-c', 'command -v homeostat']);
  await host.write(
    '/etc/systemd/system/homeostat.service',
    unit.replace('/usr/bin/homeostat', stdout.trim()),
  );
  await host.run(['systemctl', 'daemon-reload']);
});
afterEach(async () => {
  await host.run(['systemctl', 'kill', '--signal=KILL', 'homeostat']);
  await host.run(['systemctl', 'stop', 'homeostat']);
  await host.run(['systemctl', 'reset-failed', 'homeostat']);
});
afterAll(() => lab.stop());

const declare = (resources: object) => host.write('/etc/homeostat/site.yaml', JSON.stringify({ resources }));
const systemctl = (verb: string) => host.run(['systemctl', verb, 'homeostat']);
const show = async (property: string) =>
  (await host.run(['systemctl', 'show', '--value', `--property=${property}`, 'homeostat'])).stdout.trim();
/** What it has written since it was started. */
const journal = async (...args: string[]) => {
  const started = `_SYSTEMD_INVOCATION_ID=${await show('InvocationID')}`;
  return (await host.run(['journalctl', '--output=cat', ...args, started])).stdout;
};
const told = (text: string, ...args: string[]) =>
  vi.waitFor(async () => expect(await journal(...args)).toContain(text), { timeout: 20_000, interval: 100 });
const has = async (path: string) => (await host.run(['test', '-e', path])).exitCode === 0;

test('the service tells its failures as errors, and a stop of it is clean all the same', async () => {
  await declare({ exec: { broken: { cmd: 'echo why; exit 3', shell: true } }, noop: { fine: {} } });
  await systemctl('start');
  await told('exec[broken] failed: EXEC_FAILED', '--priority=err');
  expect(await journal('--priority=err')).not.toContain('graph:');
  expect(await journal('--priority=info')).toContain('graph: 2 resources');
  await systemctl('stop');
  expect([await show('ActiveState'), await show('Result')]).toEqual(['inactive', 'success']);
});

test('a stop of the service lets a command come to its end', async () => {
  const command = 'touch /run/begun; until test -e /run/go; do sleep 0.05; done; touch /run/done';
  await declare({ exec: { slow: { cmd: command, shell: true } } });
  await systemctl('start');
  await vi.waitFor(async () => expect(await has('/run/begun')).toBe(true), 20_000);
  const stopping = systemctl('stop');
  await told('stopping: what runs is let end');
  await host.write('/run/go', '');
  await stopping;
  expect([await has('/run/done'), await show('Result')]).toEqual([true, 'success']);
});

test('a reload of the service reads the file anew, and does not end it', async () => {
  await declare({ noop: { one: {} } });
  await systemctl('start');
  await told('converged');
  const process = await show('MainPID');
  const graphs = (await journal()).split('graph: ').length;
  expect((await systemctl('reload')).exitCode).toBe(0);
  await vi.waitFor(async () => expect((await journal()).split('graph: ').length).toBe(graphs + 1), 20_000);
  expect(await show('MainPID')).toBe(process);
  expect((await host.run(['stat', '-c', '%a', '/var/lib/homeostat'])).stdout).toBe('700\n');
});
