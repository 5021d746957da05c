import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Host, Lab } from '../index.ts';

let lab: Lab;
let host: Host;

beforeAll(async () => {
  lab = await Lab.start();
  host = await lab.host('a');
});
afterAll(() => lab.stop());

test('homeostat keeps a file, which it watches by fanotify', async () => {
  await host.write('/etc/site.yaml', 'resources: { file: { /etc/motd: { content: kept } } }');
  const homeostat = host.start(['homeostat', 'run', '/etc/site.yaml', '--json']);
  await homeostat.told('"type":"converged"');
  expect(await host.read('/etc/motd')).toBe('kept');
  const marks = await host.run(['sh', '-c', 'grep --no-filename ^fanotify /proc/[0-9]*/fdinfo/*']);
  expect(marks.stdout).toMatch(/^fanotify (ino|sdev):/m);

  await host.write('/etc/motd', 'spoilt');
  await homeostat.told('"type":"converged"', 2);
  expect(await host.read('/etc/motd')).toBe('kept');

  await homeostat.signal('SIGTERM');
  expect((await homeostat.ended()).exitCode).toBe(0);
});
