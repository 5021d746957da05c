import { expect, test } from 'vitest';
import { useHost } from './testing/use-host.ts';

const on = useHost();

const provider = 'packagekit';

/** The roles of the transactions that changed something, as PackageKit gives them to apt's log. */
async function roles(): Promise<string[]> {
  const { stdout } = await on.host.run(['cat', '/var/log/apt/history.log']);
  return [...stdout.matchAll(/^Commandline: packagekit role='(.+)'$/gm)].map(([, role]) => role!);
}

test('three packages that are declared apart are one transaction, and none in the second run', async () => {
  const pkg = { powertop: { provider }, sl: { provider }, cowsay: { provider } };
  expect(await on.homeostat.run(pkg)).toMatchObject({
    exitCode: 0,
    packages: { powertop: 'changed', sl: 'changed', cowsay: 'changed' },
  });
  expect(await roles()).toEqual(['install-packages']);
  expect(await on.homeostat.run(pkg)).toMatchObject({
    exitCode: 0,
    packages: { powertop: 'ok', sl: 'ok', cowsay: 'ok' },
  });
  expect(await roles()).toEqual(['install-packages']);
});

test('three packages are three transactions when they may not share a unit', async () => {
  const alone = { provider, meta: { autogroup: false } };
  const told = await on.homeostat.run({ 'lab-many-1': alone, 'lab-many-2': alone, 'lab-many-3': alone });
  expect(told.exitCode).toBe(0);
  expect(await roles()).toEqual(['install-packages', 'install-packages', 'install-packages']);
});

test('one that is removed from outside comes back', async () => {
  const running = await on.homeostat.start({ 'lab-tool': { provider }, sl: { provider } });
  await running.told('"type":"converged"');
  await on.homeostat.apt('remove', 'sl');
  await running.told('"type":"converged"', 2);
  expect(await on.homeostat.installed('sl')).toMatch(/^installed/);
  await running.signal('SIGTERM');
  expect((await running.ended()).exitCode).toBe(0);
});

test('each kind of change is one transaction', async () => {
  await on.homeostat.apt('install', 'lab-tool=1.0', 'lab-config=1.0', 'lab-many-1', 'lab-many-2');
  const told = await on.homeostat.run({
    'lab-tool': { provider, state: 'newest' },
    'lab-config': { provider, state: '2.0' },
    'lab-many-1': { provider, state: 'absent' },
    'lab-many-2': { provider, state: 'absent' },
    'lab-many-3': { provider },
    sl: { provider, state: 'newest' },
  });
  expect(told).toMatchObject({ exitCode: 0 });
  expect((await roles()).sort()).toEqual(['install-packages', 'remove-packages', 'update-packages']);
  expect(await on.homeostat.installed('lab-tool')).toBe('installed 2.0');
});

test('what one package does wrong is its own failure', async () => {
  await on.host.write('/etc/lab-fragile', '');
  const told = await on.homeostat.run({
    'lab-fragile': { provider },
    'lab-tool': { provider },
    'lab-rival': { provider },
    'no-such-package': { provider },
    sl: { provider },
  });
  expect(told.packages).toEqual({
    // In the second attempt, alone, PackageKit no longer says that it was a script.
    'lab-fragile': 'PACKAGE_MANAGER_FAILED',
    'lab-tool': 'changed',
    'lab-rival': 'PACKAGE_NEEDED',
    'no-such-package': 'PACKAGE_UNKNOWN',
    sl: 'changed',
  });
});

test('packagekitd that is killed in the middle: the next run converges', async () => {
  const pkg = { 'lab-many-1': { provider }, 'lab-slow': { provider }, 'lab-many-2': { provider } };
  await on.host.write('/etc/lab-slow', '');
  const running = await on.homeostat.start(pkg);
  await running.told('"type":"progress","id":"pkg[lab-slow]"');
  await on.host.run(['systemctl', 'kill', '--signal=KILL', 'packagekit']);
  await on.host.run(['rm', '/etc/lab-slow']);
  await running.told('"type":"converged"');
  await running.signal('SIGTERM');
  await running.ended();
  const told = await on.homeostat.run(pkg);
  expect(told).toMatchObject({ exitCode: 0 });
  for (const name of Object.keys(pkg)) expect(await on.homeostat.installed(name)).toBe('installed 1.0');
});

test('what PackageKit can not do is refused before anything is touched', async () => {
  const told = await on.homeostat.run({ sl: { provider, hold: true } });
  expect(told.exitCode).toBe(1);
});
