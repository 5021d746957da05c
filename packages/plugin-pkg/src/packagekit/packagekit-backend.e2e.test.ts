import { type Bus, createBus } from '@homeostat/bus';
import { type Host, type HostProcess, Lab } from '@homeostat/lab';
import type { Clock } from '@homeostat/resource';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import type { PackageBackend, PackageStatus, Transaction } from '../backend/package-backend.ts';
import { isPackageKitThere } from './is-packagekit-there.ts';
import { createPackageKitBackend } from './packagekit-backend.ts';
import { KeptContext } from './testing/kept-context.ts';

let lab: Lab;
let host: Host;
let bus: Bus;
let packageKit: PackageBackend;
let context: KeptContext;
let hosts = 0;

beforeAll(async () => {
  lab = await Lab.start();
});
afterAll(() => lab.stop());

beforeEach(async () => {
  hosts += 1;
  host = await lab.host(`h${hosts}`);
  bus = createBus('system', { address: host.systemBus });
  packageKit = createPackageKitBackend(bus);
  context = new KeptContext(realClock);
});
afterEach(() => bus.close());

const realClock: Clock = {
  now: () => performance.now(),
  schedule(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

const never = new AbortController().signal;

async function look(...names: readonly string[]): Promise<readonly PackageStatus[]> {
  return packageKit.look(names, { available: true }, never);
}

async function conditions(...names: readonly string[]): Promise<readonly string[]> {
  return (await look(...names)).map(({ condition, version }) => version ?? condition);
}

function transact(transaction: Partial<Transaction>): Promise<void> {
  return packageKit.transact(wholeTransaction(transaction), context);
}

function install(...names: readonly string[]): Promise<void> {
  return transact({ install: names.map((name) => ({ name })) });
}

function wholeTransaction(transaction: Partial<Transaction>): Transaction {
  return {
    install: [],
    remove: [],
    purge: [],
    allowDowngrade: false,
    allowUntrusted: false,
    allowRemoveDependents: false,
    keep: [],
    ...transaction,
  };
}

/** What apt has logged of its transactions. */
async function history(): Promise<string[]> {
  const { stdout } = await host.run(['cat', '/var/log/apt/history.log']);
  return stdout.split('\n').filter((line) => /^(Install|Upgrade|Downgrade|Remove|Purge): /.test(line));
}

describe('look', () => {
  test('tells of what is there, what is not, and of what could be', async () => {
    expect(
      await look('bash', 'lab-tool', 'no-such', '-x', '', 'a;b;c;d', 'bash:amd64', 'lab-tool:amd64'),
    ).toEqual([
      {
        name: 'bash',
        condition: 'installed',
        version: expect.stringMatching(/^5\./),
        held: false,
        available: [expect.stringMatching(/^5\./)],
      },
      { name: 'lab-tool', condition: 'absent', held: false, available: ['2.0'] },
      ...['no-such', '-x', '', 'a;b;c;d'].map((name) => ({
        name,
        condition: 'absent',
        held: false,
        available: [],
      })),
      expect.objectContaining({ name: 'bash:amd64', condition: 'installed' }),
      { name: 'lab-tool:amd64', condition: 'absent', held: false, available: ['2.0'] },
    ]);
  });

  test('finds a version that is asked for, also where apt would take another one', async () => {
    const versions = new Map([
      ['lab-tool', '1.0'],
      ['sl', '99'],
    ]);
    const [tool, sl] = await packageKit.look(['lab-tool', 'sl'], { available: true, versions }, never);
    expect(tool!.available).toEqual(['2.0', '1.0']);
    expect(sl!.available).toEqual([expect.stringMatching(/^5\.02/)]);
  });

  test('takes more names than PackageKit does at once', async () => {
    const many = Array.from({ length: 11_000 }, (_, index) => `no-such-${index}`);
    const statuses = await look(...many, 'bash');
    expect(statuses).toHaveLength(11_001);
    expect(statuses.at(-1)).toMatchObject({ name: 'bash', condition: 'installed' });
  });

  test('ends by an abort, also while the machine stalls', async () => {
    await look('bash');
    await host.freeze();
    const stop = new AbortController();
    const looking = packageKit.look(['bash'], { available: true }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    await host.thaw();
  });
});

describe('transact', () => {
  test('installs many in one transaction, with what they depend on, and tells how far it is', async () => {
    await install('lab-many-1', 'lab-many-2', 'lab-application');
    expect(await conditions('lab-many-1', 'lab-many-2', 'lab-application', 'lab-library')).toEqual(
      Array(4).fill('1.0'),
    );
    expect(await history()).toHaveLength(1);
    expect(context.told).toContainEqual(expect.objectContaining({ name: 'lab-many-1', step: 'installing' }));
    expect(context.told).toContainEqual({ step: 'installing', percent: expect.any(Number) });
  });

  test('goes to an older version only when it may, and to the newest by itself', async () => {
    await transact({ install: [{ name: 'lab-tool', version: '1.0' }] });
    expect(await look('lab-tool')).toEqual([
      { name: 'lab-tool', condition: 'installed', version: '1.0', held: false, available: ['2.0', '1.0'] },
    ]);
    await install('lab-tool');
    expect(await conditions('lab-tool')).toEqual(['2.0']);
    const older = { install: [{ name: 'lab-tool', version: '1.0' }] };
    await expect(transact(older)).rejects.toMatchObject({ code: 'PACKAGE_DOWNGRADE' });
    expect(await conditions('lab-tool')).toEqual(['2.0']);
    await transact({ ...older, allowDowngrade: true });
    expect(await conditions('lab-tool')).toEqual(['1.0']);
  });

  test('does nothing for what is as it is to be', async () => {
    await install('lab-many-1');
    await transact({ install: [{ name: 'lab-many-1' }], remove: ['lab-many-2', 'no-such'] });
    expect(await history()).toHaveLength(1);
  });

  test('refuses names and versions that nobody has', async () => {
    await expect(install('no-such')).rejects.toMatchObject({ code: 'PACKAGE_UNKNOWN' });
    await expect(transact({ install: [{ name: 'lab-tool', version: '9.9' }] })).rejects.toMatchObject({
      code: 'PACKAGE_VERSION_UNAVAILABLE',
      hint: 'PackageKit knows 2.0',
    });
  });

  test('removes nothing that nobody asked to remove, unless it may', async () => {
    await install('lab-application');
    await expect(transact({ remove: ['lab-library'] })).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To remove lab-library, others would have to go: lab-application',
    });
    expect(await conditions('lab-application', 'lab-library')).toEqual(['1.0', '1.0']);
    await transact({ remove: ['lab-library'], allowRemoveDependents: true });
    expect(await conditions('lab-application', 'lab-library')).toEqual(['absent', 'absent']);
  });

  test('removes a package and its dependent when both are to go', async () => {
    await install('lab-application');
    await transact({ remove: ['lab-library', 'lab-application'] });
    expect(await conditions('lab-application', 'lab-library')).toEqual(['absent', 'absent']);
  });

  test('does not put a package in the place of its rival, unless that is to go', async () => {
    await install('lab-tool');
    await expect(install('lab-rival')).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To install lab-rival, others would have to go: lab-tool',
    });
    expect(await conditions('lab-tool', 'lab-rival')).toEqual(['2.0', 'absent']);
    await transact({ install: [{ name: 'lab-rival' }], remove: ['lab-tool'] });
    expect(await conditions('lab-tool', 'lab-rival')).toEqual(['absent', '1.0']);
  });

  test('installs what nobody vouches for only when it may', async () => {
    const source = 'deb [allow-insecure=yes] file:///srv/untrusted ./\n';
    await host.write('/etc/apt/sources.list.d/untrusted.list', source);
    await packageKit.refresh(context);
    await expect(install('lab-untrusted')).rejects.toMatchObject({
      code: 'PACKAGE_UNTRUSTED',
      message: 'No signature that is trusted vouches for lab-untrusted',
    });
    expect(await conditions('lab-untrusted')).toEqual(['absent']);
    await transact({ install: [{ name: 'lab-untrusted' }], allowUntrusted: true });
    expect(await conditions('lab-untrusted')).toEqual(['1.0']);
  });

  test('tells the package whose script fails', async () => {
    await host.write('/etc/lab-fragile', '');
    await expect(install('lab-fragile', 'lab-many-1')).rejects.toMatchObject({
      code: 'PACKAGE_SCRIPT_FAILED',
      hint: expect.stringContaining('lab-fragile'),
    });
    expect(await conditions('lab-fragile', 'lab-many-1')).toEqual(['absent', '1.0']);
  });

  test('tells of packages that exclude each other, and of an essential one', async () => {
    await expect(install('lab-tool', 'lab-rival')).rejects.toMatchObject({ code: 'PACKAGE_CONFLICT' });
    await expect(transact({ remove: ['bash'] })).rejects.toMatchObject({ code: 'PACKAGE_ESSENTIAL' });
    expect(await history()).toEqual([]);
  });

  test('tells of sources that can not be read, at once', async () => {
    await host.write('/etc/apt/sources.list.d/wrong.list', 'dbe nonsense\n');
    const failure = await install('lab-tool').catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(MachineProblem);
    expect(failure).toMatchObject({
      code: 'PACKAGE_SOURCES_WRONG',
      hint: expect.stringContaining('/etc/apt/sources.list.d/wrong.list'),
    });
  });

  test('waits for whoever holds the lock', async () => {
    const other = await otherAtWork();
    context.onStep = (step) => {
      if (step === 'waiting for the lock') void host.run(['rm', '--force', '/etc/lab-slow']);
    };
    await install('lab-many-1');
    expect(await conditions('lab-slow', 'lab-many-1')).toEqual(['1.0', '1.0']);
    expect(context.told).toContainEqual({ step: 'waiting for the lock' });
    expect((await other.ended()).exitCode).toBe(0);
  });

  test('is told to stop while it waits for the lock', async () => {
    const other = await otherAtWork();
    context.onStep = (step) => {
      if (step === 'waiting for the lock') context.stop.abort();
    };
    await expect(install('lab-many-1')).rejects.toMatchObject({ code: 'PACKAGE_STOPPED' });
    await host.run(['rm', '/etc/lab-slow']);
    await other.ended();
    expect(await conditions('lab-many-1')).toEqual(['absent']);
  });

  test('is not stopped in the midst of unpacking', async () => {
    await host.write('/etc/lab-slow', '');
    const installing = install('lab-slow');
    await scriptRuns();
    context.stop.abort();
    await host.run(['rm', '/etc/lab-slow']);
    await installing;
    expect(await conditions('lab-slow')).toEqual(['1.0']);
  });

  test('goes on without us when we leave it', async () => {
    await host.write('/etc/lab-slow', '');
    const left = expect(install('lab-slow')).rejects.toThrow('now');
    await scriptRuns();
    context.kill.abort(new Error('now'));
    await left;
    await bus.close();
    bus = createBus('system', { address: host.systemBus });
    packageKit = createPackageKitBackend(bus);
    context = new KeptContext(realClock);
    await host.run(['rm', '/etc/lab-slow']);
    await install('lab-many-1');
    expect(await conditions('lab-slow', 'lab-many-1')).toEqual(['1.0', '1.0']);
  });

  test('fails when PackageKit is killed, and the next one has completed what was left', async () => {
    await host.write('/etc/lab-slow', '');
    const installing = install('lab-slow').catch((cause: unknown) => cause);
    await scriptRuns();
    await host.run(['pkill', '--signal', 'KILL', 'packagekitd']);
    const problem = await installing;
    expect(problem).toBeInstanceOf(MachineProblem);
    expect(problem).toMatchObject({ code: 'PACKAGE_MANAGER_KILLED' });
    expect(await conditions('lab-slow')).toEqual(['absent']);

    await host.run(['rm', '/etc/lab-slow']);
    await install('lab-slow', 'lab-many-1');
    expect(await conditions('lab-slow', 'lab-many-1')).toEqual(['1.0', '1.0']);
    expect(context.warnings).toHaveLength(1);
  });

  test('refuses what PackageKit has not', async () => {
    await expect(transact({ purge: ['bash'] })).rejects.toMatchObject({ code: 'PACKAGE_UNSUPPORTED' });
    await expect(packageKit.hold(['bash'], true, context)).rejects.toMatchObject({
      code: 'PACKAGE_UNSUPPORTED',
    });
  });
});

test('filesOf tells directories from files, and nothing of what is not installed', async () => {
  expect(await packageKit.filesOf(['lab-tool'], never)).toEqual([undefined]);
  await install('lab-tool');
  expect(await packageKit.filesOf(['sl', 'lab-tool'], never)).toEqual([
    undefined,
    ['/usr/', '/usr/share/', '/usr/share/lab/', '/usr/share/lab/lab-tool'],
  ]);
});

describe('refresh', () => {
  test('fetches what the repositories offer', async () => {
    await host.run(['sh', '-c', 'rm -r /var/lib/apt/lists/*']);
    expect((await look('lab-tool'))[0]!.available).toEqual([]);
    await packageKit.refresh(context);
    expect((await look('lab-tool'))[0]!.available).toEqual(['2.0']);
  });

  test('tells of a repository that is not there, and of a machine that is offline', async () => {
    await host.write('/etc/apt/sources.list.d/gone.list', 'deb [trusted=yes] file:///srv/gone ./\n');
    const gone = await packageKit.refresh(context).catch((cause: unknown) => cause);
    expect(gone).toBeInstanceOf(MachineProblem);
    expect(gone).toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNREACHABLE',
      hint: expect.stringContaining('/srv/gone'),
    });
    await host.run(['ip', 'route', 'del', 'default']);
    await expect(packageKit.refresh(context)).rejects.toMatchObject({
      code: 'PACKAGE_REPOSITORY_UNREACHABLE',
      hint: expect.stringContaining('offline'),
    });
  });
});

test('a user who may not is told so', async () => {
  const script = `
    import { createBus } from '/opt/homeostat/packages/bus/dist/index.js';
    import { createPackageKitBackend } from '/opt/homeostat/packages/plugin-pkg/dist/index.js';
    const never = new AbortController().signal;
    const clock = { now: () => 0, schedule() {} };
    const context = { signal: never, killSignal: never, services: { get: () => clock }, progress() {}, output() {} };
    const packageKit = createPackageKitBackend(createBus('system'));
    const alive = setInterval(() => {}, 1000);
    const [status] = await packageKit.look(['bash'], { available: false }, never);
    await packageKit.refresh(context).catch((problem) => console.log(status.condition, problem.code));
    clearInterval(alive);`;
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const { stdout, stderr } = await host.run([...asNobody, 'node', '--input-type=module', '--eval', script]);
  expect([stdout, stderr]).toEqual(['installed PACKAGE_NOT_AUTHORIZED\n', '']);
});

test('isPackageKitThere starts nothing', async () => {
  expect(await isPackageKitThere(bus)).toBe(true);
  expect((await host.run(['pgrep', 'packagekitd'])).exitCode).toBe(1);
});

/** An apt-get that holds the lock for as long as /etc/lab-slow is there. */
async function otherAtWork(): Promise<HostProcess> {
  await host.write('/etc/lab-slow', '');
  const other = host.start(['apt-get', '--yes', 'install', 'lab-slow']);
  await other.told('Setting up lab-slow');
  return other;
}

/** Resolves once the script of lab-slow waits. */
async function scriptRuns(): Promise<void> {
  const wait = 'until grep --quiet "half-configured lab-slow" /var/log/dpkg.log; do sleep 0.02; done';
  await host.run(['timeout', '30', 'sh', '-c', wait]);
}
