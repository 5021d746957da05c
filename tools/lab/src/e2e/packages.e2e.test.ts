import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Host, Lab } from '../index.ts';

let lab: Lab;
let host: Host;

beforeAll(async () => {
  lab = await Lab.start();
  host = await lab.host('a');
});
afterAll(() => lab.stop());

/** Runs a command that may fail, and tells its exit code. */
async function exitCode(...argv: readonly string[]): Promise<number> {
  return (await host.run(argv)).exitCode;
}

async function apt(...args: readonly string[]): Promise<number> {
  return exitCode('env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet', '--yes', ...args);
}

async function installed(name: string): Promise<string> {
  const { stdout } = await host.run([
    'dpkg-query',
    '--show',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: for dpkg to put in
    '--showformat=${db:Status-Status} ${Version}',
    name,
  ]);
  return stdout;
}

test('a dependency comes along', async () => {
  expect(await apt('install', 'lab-application')).toBe(0);
  expect(await installed('lab-library')).toBe('installed 1.0');
});

test('one package has two versions, the newer one is the candidate', async () => {
  expect(await apt('install', 'lab-tool=1.0')).toBe(0);
  expect(await host.read('/usr/share/lab/lab-tool')).toBe('1.0\n');
  expect(await apt('install', 'lab-tool')).toBe(0);
  expect(await host.read('/usr/share/lab/lab-tool')).toBe('2.0\n');
});

test('the rival of a package takes its place', async () => {
  expect(await apt('install', 'lab-tool')).toBe(0);
  expect(await apt('install', 'lab-rival')).toBe(0);
  expect(await installed('lab-tool')).toBe('not-installed ');
});

test('a package brings a service and starts it', async () => {
  expect(await apt('install', 'lab-service')).toBe(0);
  expect(await exitCode('systemctl', 'is-active', 'lab-service')).toBe(0);
  expect(await apt('remove', 'lab-service')).toBe(0);
  expect(await exitCode('systemctl', 'is-active', 'lab-service')).not.toBe(0);
});

test('a configuration file that was altered is kept', async () => {
  expect(await apt('install', 'lab-config=1.0')).toBe(0);
  await host.write('/etc/lab-config.conf', 'altered');
  expect(await apt('-o', 'Dpkg::Options::=--force-confold', 'install', 'lab-config')).toBe(0);
  expect(await host.read('/etc/lab-config.conf')).toBe('altered');
});

test('a fragile package fails to install and to remove while it is told to', async () => {
  await host.write('/etc/lab-fragile', '');
  expect(await apt('install', 'lab-fragile')).not.toBe(0);
  await host.run(['rm', '/etc/lab-fragile']);
  expect(await apt('--fix-broken', 'install')).toBe(0);
  expect(await installed('lab-fragile')).toBe('installed 1.0');
});

test('a slow package is being installed for as long as it is told to', async () => {
  await host.write('/etc/lab-slow', '');
  const install = host.start(['apt-get', '--yes', 'install', 'lab-slow']);
  await install.told('Setting up lab-slow');
  expect(await installed('lab-slow')).toBe('half-configured 1.0');
  await host.run(['rm', '/etc/lab-slow']);
  expect((await install.ended()).exitCode).toBe(0);
});

test('an unsigned repository is not trusted', async () => {
  const source = 'deb [allow-insecure=yes] file:///srv/untrusted ./\n';
  await host.write('/etc/apt/sources.list.d/untrusted.list', source);
  await apt('update');
  expect(await apt('install', 'lab-untrusted')).not.toBe(0);
  expect(await apt('install', '--allow-unauthenticated', 'lab-untrusted')).toBe(0);
});

test('PackageKit refreshes, and installs a real package from the repository', async () => {
  expect(await exitCode('pkcon', '--plain', '--noninteractive', 'refresh')).toBe(0);
  expect(await exitCode('pkcon', '--plain', '--noninteractive', 'install', 'sl')).toBe(0);
  expect(await exitCode('test', '-x', '/usr/games/sl')).toBe(0);
});

test.each(['cowsay', 'powertop'])('%s can be installed', async (name) => {
  expect(await apt('install', name)).toBe(0);
});
