import { expect, test } from 'vitest';
import { useHost } from '../e2e/testing/use-host.ts';

const on = useHost();

const provider = 'packagekit';

/** How often PackageKit had apt install something. */
async function installations(): Promise<number> {
  const argv = ['grep', '--count', "packagekit role='install-packages'", '/var/log/apt/history.log'];
  return Number((await on.host.run(argv)).stdout);
}

test('three packages that are declared apart are one transaction of PackageKit, and none in the second run', async () => {
  const pkg = { powertop: { provider }, sl: { provider }, cowsay: { provider } };
  expect(await on.homeostat.run(pkg)).toMatchObject({
    exitCode: 0,
    packages: { powertop: 'changed', sl: 'changed', cowsay: 'changed' },
  });
  expect(await installations()).toBe(1);
  expect(await on.homeostat.run(pkg)).toMatchObject({
    exitCode: 0,
    packages: { powertop: 'ok', sl: 'ok', cowsay: 'ok' },
  });
  expect(await installations()).toBe(1);
});

test('three packages that may not share a unit are three transactions', async () => {
  const alone = { provider, meta: { autogroup: false } };
  const { exitCode } = await on.homeostat.run({
    'lab-many-1': alone,
    'lab-many-2': alone,
    'lab-many-3': alone,
  });
  expect(exitCode).toBe(0);
  expect(await installations()).toBe(3);
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
  const { exitCode } = await on.homeostat.run({
    'lab-tool': { provider, state: 'newest' },
    'lab-config': { provider, state: '2.0' },
    'lab-many-1': { provider, state: 'absent' },
    'lab-many-2': { provider, state: 'absent' },
    'lab-many-3': { provider },
    sl: { provider, state: 'newest' },
  });
  expect(exitCode).toBe(0);
  const history = await on.host.read('/var/log/apt/history.log');
  const roles = [...history.matchAll(/packagekit role='(.+)'/g)].map(([, role]) => role!);
  expect(roles.sort()).toEqual(['install-packages', 'remove-packages', 'update-packages']);
});

test('one version after another', async () => {
  for (const [state, allowDowngrade, result] of [
    ['1.0', false, 'changed'],
    ['newest', false, 'changed'],
    ['1.0', false, 'PACKAGE_DOWNGRADE'],
    ['1.0', true, 'changed'],
    ['>= 2', false, 'changed'],
    ['9.9', false, 'PACKAGE_VERSION_UNAVAILABLE'],
    ['absent', false, 'changed'],
  ] as const) {
    const params = { provider, state, ...(allowDowngrade && { allowDowngrade }) };
    const { packages, problems } = await on.homeostat.run({ 'lab-tool': params });
    expect([state, allowDowngrade, packages['lab-tool'], problems]).toEqual([
      state,
      allowDowngrade,
      result,
      expect.anything(),
    ]);
  }
  expect(await on.homeostat.installed('lab-tool')).toBe('absent');
});

test('what one package does wrong is its own failure', async () => {
  await on.host.write('/etc/lab-fragile', '');
  await on.homeostat.apt('install', 'lab-tool');
  const told = await on.homeostat.run({
    'lab-fragile': { provider },
    'lab-many-1': { provider },
    'lab-rival': { provider },
    'no-such-package': { provider },
    'lab-many-2': { provider },
    'lab-tool': { provider },
  });
  expect(told.packages).toEqual({
    'lab-fragile': 'PACKAGE_SCRIPT_FAILED',
    'lab-many-1': 'changed',
    'lab-rival': 'PACKAGE_NEEDED',
    'no-such-package': 'PACKAGE_UNKNOWN',
    'lab-many-2': 'changed',
    'lab-tool': 'ok',
  });
});

test('after PackageKit was killed in the midst of a transaction the next run converges', async () => {
  await on.host.write('/etc/lab-slow', '');
  const pkg = { 'lab-slow': { provider }, 'lab-many-1': { provider } };
  const running = await on.homeostat.start(pkg);
  await on.host.run([
    'timeout',
    '30',
    'sh',
    '-c',
    'until grep --quiet "half-configured lab-slow" /var/log/dpkg.log; do sleep 0.02; done; pkill -KILL packagekitd',
  ]);
  await running.told('PACKAGE_MANAGER_KILLED');
  await running.signal('SIGTERM');
  await running.ended();
  await on.host.run(['rm', '/etc/lab-slow']);
  expect(await on.homeostat.run(pkg)).toMatchObject({ exitCode: 0 });
  expect(await on.homeostat.installed('lab-slow')).toBe('installed 1.0');
  expect(await on.homeostat.installed('lab-many-1')).toBe('installed 1.0');
});

test('a transaction goes on when homeostat is killed, and the next run converges', async () => {
  await on.host.write('/etc/lab-slow', '');
  const pkg = { 'lab-slow': { provider }, 'lab-many-1': { provider } };
  const running = await on.homeostat.start(pkg);
  await on.host.run([
    'timeout',
    '30',
    'sh',
    '-c',
    'until grep --quiet "half-configured lab-slow" /var/log/dpkg.log; do sleep 0.02; done',
  ]);
  await running.signal('SIGKILL');
  await running.ended();
  await on.host.run(['rm', '/etc/lab-slow']);
  expect(await on.homeostat.run(pkg)).toMatchObject({ exitCode: 0 });
  expect(await on.homeostat.installed('lab-slow')).toBe('installed 1.0');
});
