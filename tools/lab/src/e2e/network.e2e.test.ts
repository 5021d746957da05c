import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Host, type HostProcess, Lab } from '../index.ts';

let lab: Lab;
let a: Host;
let b: Host;
let c: Host;
const servers: HostProcess[] = [];

beforeAll(async () => {
  lab = await Lab.start();
  [a, b, c] = await Promise.all([lab.host('a'), lab.host('b'), lab.host('c')]);
  for (const host of [a, b, c]) {
    const server = host.start(['node', '--eval', serve]);
    await server.told('listening');
    servers.push(server);
  }
});
afterAll(() => lab.stop());

const serve = `require('node:net').createServer((socket) => socket.end()).listen(7, () => console.log('listening'))`;

/**
 * Whether one host gets a connection to another one within so many seconds. A link that comes up may lose the first packet, and
 * the next is sent a second later.
 */
async function reaches(from: Host, address: string, seconds = 10): Promise<string> {
  const connect = `timeout ${seconds} bash -c ': > /dev/tcp/${address}/7'`;
  const { exitCode, stderr } = await from.run(['bash', '-c', connect]);
  if (exitCode === 0) return 'reached';
  return exitCode === 124 ? 'silence' : stderr;
}

test('hosts reach each other', async () => {
  expect(await reaches(a, b.address)).toBe('reached');
  expect(await reaches(b, c.address)).toBe('reached');
});

test('hosts reach nothing else, and are told so at once', async () => {
  const { stderr } = await a.run(['bash', '-c', ': > /dev/tcp/192.0.2.1/7']);
  expect(stderr).toContain('Network is unreachable');
});

test('a host that is cut off hears nobody until it joins again', async () => {
  await b.cut();
  expect(await reaches(a, b.address, 1)).not.toBe('reached');
  expect(await reaches(b, a.address, 1)).not.toBe('reached');
  expect(await reaches(a, c.address)).toBe('reached');
  await b.join();
  expect(await reaches(a, b.address)).toBe('reached');
});

test('a partition lets through what stays on its side, until it heals', async () => {
  await lab.partition([a]);
  expect(await reaches(a, b.address, 1)).toBe('silence');
  expect(await reaches(c, a.address, 1)).toBe('silence');
  expect(await reaches(b, c.address)).toBe('reached');
  await lab.heal();
  expect(await reaches(a, b.address)).toBe('reached');
});

test('a host keeps its address and its place in the network over a reboot', async () => {
  await a.reboot();
  expect(await reaches(a, b.address)).toBe('reached');
});
