import type { Host } from '@homeostat/lab';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Installation } from '../backend/package-backend.ts';
import { useHost } from '../e2e/testing/use-host.ts';
import { AptOnHost, outcomeOf, transactionCall } from './testing/apt-on-host.ts';

const on = useHost();
let host: Host;
let apt: AptOnHost;
beforeEach(() => {
  host = on.host;
  apt = new AptOnHost(host);
});

async function conditions(...names: string[]): Promise<string[]> {
  return (await apt.look(names)).map(({ condition, version }) => version ?? condition);
}

function packages(...names: string[]): Installation[] {
  return names.map((name) => {
    const [base, version] = name.split('=');
    return version === undefined ? { name: base! } : { name: base!, version };
  });
}

async function install(...names: string[]): Promise<void> {
  expect((await apt.transact({ install: packages(...names) })).problem).toBeUndefined();
}

describe('what the package is to blame for', () => {
  test('a name that no repository has, also one that as an expression would fit others', async () => {
    for (const name of ['no-such', 'lab.many.1', 'lab-many-[1]']) {
      const { problem } = await apt.transact({ install: packages(name) });
      expect(problem).toMatchObject({ code: 'PACKAGE_UNKNOWN', isOfTheMachine: false });
      expect(problem?.message).toContain(`"${name}"`);
    }
    expect(await conditions('lab-many-1')).toEqual(['absent']);
  });

  test('a name or version at whose end apt would see an order', async () => {
    await install('lab-tool=1.0');
    const alsoRemoved = { remove: ['lab-many-1'], allowRemoveDependents: true };
    for (const name of ['lab-many-2+', 'lab-tool-'])
      expect((await apt.transact({ install: packages(name), ...alsoRemoved })).problem).toMatchObject({
        code: 'PACKAGE_UNKNOWN',
        message: `No repository has a package "${name}"`,
      });
    for (const version of ['2.0+', '1.0-'])
      expect(
        (await apt.transact({ install: packages(`lab-tool=${version}`), ...alsoRemoved })).problem,
      ).toMatchObject({
        code: 'PACKAGE_VERSION_UNAVAILABLE',
        message: `No repository has version ${version} of lab-tool`,
      });
    expect(await conditions('lab-many-2', 'lab-tool')).toEqual(['absent', '1.0']);
    await offer('lab-tool++', '1.0+');
    await host.run(['apt-get', 'update']);
    await install('lab-tool++=1.0+');
    await apt.transact({ remove: ['lab-tool++'] });
    expect(await conditions('lab-tool++', 'lab-tool')).toEqual(['absent', '1.0']);
  });

  test('a version that no repository has', async () => {
    const { problem } = await apt.transact({ install: packages('lab-tool=3.0') });
    expect(problem?.code).toBe('PACKAGE_VERSION_UNAVAILABLE');
    expect(problem?.message).toBe('No repository has version 3.0 of lab-tool');
  });

  test('a version that is older, until it is allowed', async () => {
    await install('lab-tool');
    const older = { install: packages('lab-tool=1.0') };
    expect((await apt.transact(older)).problem).toMatchObject({
      code: 'PACKAGE_DOWNGRADE',
      message: 'An older version would take the place of a newer one: lab-tool',
    });
    expect((await apt.transact({ ...older, allowDowngrade: true })).problem).toBeUndefined();
    expect(await conditions('lab-tool')).toEqual(['1.0']);
  });

  test('a package on hold, until that is lifted', async () => {
    await install('lab-tool=1.0', 'sl');
    await apt.call('apt.hold(["lab-tool", "sl"], true, context)');
    expect(await apt.look(['lab-tool', 'sl'])).toMatchObject([{ held: true }, { held: true }]);
    for (const change of [{ install: packages('lab-tool=2.0') }, { remove: ['lab-tool'] }])
      expect((await apt.transact(change)).problem).toMatchObject({
        code: 'PACKAGE_HELD',
        message: 'On hold, and would have to change: lab-tool',
      });
    await apt.call('apt.hold(["lab-tool"], false, context)');
    await install('lab-tool=2.0');
    expect(await apt.look(['lab-tool', 'sl'])).toMatchObject([{ held: false }, { held: true }]);
  });

  test('a hold on what no repository has', async () => {
    const { problem } = await apt.call('apt.hold(["no-such"], true, context)');
    expect(problem?.code).toBe('PACKAGE_UNKNOWN');
  });

  test('a package that nobody signed, until it is allowed', async () => {
    await host.write(
      '/etc/apt/sources.list.d/untrusted.list',
      'deb [allow-insecure=yes] file:///srv/untrusted ./\n',
    );
    await host.run(['apt-get', 'update']);
    const unsigned = { install: packages('lab-untrusted') };
    const { problem } = await apt.transact(unsigned);
    expect(problem?.code).toBe('PACKAGE_UNTRUSTED');
    expect(problem?.message).toBe('No signature that is trusted vouches for lab-untrusted');
    expect(problem?.hint).toContain('allowUntrusted');
    expect((await apt.transact({ ...unsigned, allowUntrusted: true })).problem).toBeUndefined();
  });

  test('two that exclude each other', async () => {
    const { problem } = await apt.transact({ install: packages('lab-tool', 'lab-rival') });
    expect(problem?.code).toBe('PACKAGE_CONFLICT');
    expect(problem?.hint).toContain('lab-rival : Conflicts: lab-tool');
  });

  test('one that depends on what there is not', async () => {
    await offer('lab-lonely', '1.0', 'Depends: lab-none');
    await host.run(['apt-get', 'update']);
    const { problem } = await apt.transact({ install: packages('lab-lonely') });
    expect(problem?.code).toBe('PACKAGE_DEPENDENCIES_UNMET');
    expect(problem?.hint).toContain('lab-none');
  });

  test('one for which another would have to go, until that is allowed', async () => {
    await install('lab-tool');
    const rival = { install: packages('lab-rival') };
    expect((await apt.transact(rival)).problem).toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To install lab-rival, others would have to go: lab-tool',
    });
    expect((await apt.transact({ ...rival, allowRemoveDependents: true })).problem).toBeUndefined();
    expect(await conditions('lab-tool', 'lab-rival')).toEqual(['absent', '1.0']);
  });

  test('a removal that takes others along, until that is allowed', async () => {
    await install('lab-application', 'lab-many-1');
    const removal = { remove: ['lab-library', 'lab-many-1'] };
    expect((await apt.transact(removal)).problem).toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To remove lab-library, lab-many-1, others would have to go: lab-application',
    });
    expect(await conditions('lab-application', 'lab-many-1')).toEqual(['1.0', '1.0']);
    expect((await apt.transact({ ...removal, allowRemoveDependents: true })).problem).toBeUndefined();
    expect(await conditions('lab-application', 'lab-library', 'lab-many-1')).toEqual([
      'absent',
      'absent',
      'absent',
    ]);
  });

  test('a removal that takes others along, also when something else has to be mended first', async () => {
    await offer('lab-needy', '1.0', 'Depends: lab-many-1');
    await host.run(['apt-get', 'update']);
    await install('lab-needy', 'lab-application');
    await host.run(['dpkg', '--force-all', '--remove', 'lab-many-1']);
    const { problem, log } = await apt.transact({ remove: ['lab-library'] });
    expect(log).toEqual([expect.stringContaining('--fix-broken')]);
    expect(problem?.code).toBe('PACKAGE_NEEDED');
    expect(await conditions('lab-application', 'lab-library', 'lab-many-1')).toEqual(['1.0', '1.0', '1.0']);
  });

  test('the removal of what the system can not do without', async () => {
    const { problem } = await apt.transact({ remove: ['bash'], allowRemoveDependents: true });
    expect(problem).toMatchObject({
      code: 'PACKAGE_ESSENTIAL',
      message: "The system can't do without what would be removed: bash",
    });
  });

  test('a script that fails, and the others of the transaction are there', async () => {
    await host.write('/etc/lab-fragile', '');
    const { problem } = await apt.transact({ install: packages('lab-many-1', 'lab-fragile', 'lab-many-2') });
    expect(problem).toMatchObject({ code: 'PACKAGE_SCRIPT_FAILED', isOfTheMachine: false });
    expect(problem?.message).toBe('The post-installation script of lab-fragile returned error exit status 1');
    expect(await apt.look(['lab-many-1', 'lab-many-2', 'lab-fragile'])).toMatchObject([
      { condition: 'installed' },
      { condition: 'installed' },
      { condition: 'broken', version: '1.0' },
    ]);
    await host.run(['rm', '/etc/lab-fragile']);
    await install('lab-fragile');
    expect(await conditions('lab-fragile')).toEqual(['1.0']);
  });

  test('a file that belongs to another package', async () => {
    await install('lab-tool');
    await offer('lab-thief', '1.0', '', 'lab-tool');
    await host.run(['apt-get', 'update']);
    const { problem } = await apt.transact({ install: packages('lab-thief') });
    expect(problem?.code).toBe('PACKAGE_REFUSED');
    expect(problem?.message).toMatch(/^dpkg refused lab-thief: .*lab-tool/);
  });
});

describe('what the machine is to blame for', () => {
  test('another user than root, who may look', async () => {
    const asNobody = async (call: string) => {
      const argv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...apt.command(call)];
      return outcomeOf((await host.run(argv)).stdout);
    };
    for (const call of [
      transactionCall({ install: packages('lab-many-1') }),
      'apt.refresh(context)',
      'apt.hold(["sl"], true, context)',
    ])
      expect((await asNobody(call)).problem).toMatchObject({ code: 'PACKAGE_DENIED', isOfTheMachine: true });
    expect((await asNobody('apt.look(["dpkg"], { available: true }, context.signal)')).value).toMatchObject([
      { condition: 'installed' },
    ]);
  });

  test('a disk that is full', async () => {
    await host.run(['mkdir', '-p', '/usr/share/lab']);
    await host.run(['mount', '-t', 'tmpfs', '-o', 'nr_inodes=1', 'none', '/usr/share/lab']);
    const { problem } = await apt.transact({ install: packages('lab-many-1') });
    expect(problem).toMatchObject({ code: 'PACKAGE_DISK_FULL', isOfTheMachine: true });
    await host.run(['umount', '/usr/share/lab']);
    await install('lab-many-1');
  });

  test('sources that apt can not read', async () => {
    await host.write('/etc/apt/sources.list.d/wrong.list', 'nonsense\n');
    const { problem } = await apt.transact({ install: packages('lab-many-1') });
    expect(problem).toMatchObject({ code: 'PACKAGE_SOURCES_WRONG', isOfTheMachine: true });
    expect(problem?.message).toContain('/etc/apt/sources.list.d/wrong.list');
  });

  test('lists that name what is there no more are fetched anew', async () => {
    await keepOwnLists();
    await host.run(['sh', '-c', 'rm /srv/packages/lab-many-1_*']);
    await offer('lab-many-1', '1.1');
    const { problem, log } = await apt.transact({ install: packages('lab-many-1') });
    expect(problem).toBeUndefined();
    expect(log).toEqual([expect.stringContaining('the lists may be old, and are fetched anew')]);
    expect(await conditions('lab-many-1')).toEqual(['1.1']);
  });

  test('a repository that can not be reached', async () => {
    await keepOwnLists();
    await host.run(['rm', '-r', '/srv/packages']);
    const { problem } = await apt.transact({ install: packages('lab-many-1') });
    expect(problem).toMatchObject({ code: 'PACKAGE_REPOSITORY_UNREACHABLE', isOfTheMachine: true });
    expect(problem?.message).toContain('copy:/srv/packages');
    expect((await apt.call('apt.refresh(context)')).problem?.code).toBe('PACKAGE_REPOSITORY_UNREACHABLE');
  });

  test('a repository without a signature', async () => {
    await host.write('/etc/apt/sources.list.d/unsigned.list', 'deb file:///srv/untrusted ./\n');
    const { problem } = await apt.call('apt.refresh(context)');
    expect(problem).toMatchObject({ code: 'PACKAGE_REPOSITORY_UNTRUSTED', isOfTheMachine: true });
    expect(problem?.message).toContain('file:/srv/untrusted');
  });
});

/** The lists of a file: repository are links into it, and never old. */
async function keepOwnLists(): Promise<void> {
  await host.write('/etc/apt/sources.list.d/lab.list', 'deb [trusted=yes] copy:///srv/packages ./\n');
  await host.run(['sh', '-c', 'rm -r /var/lib/apt/lists/* && apt-get update']);
}

/** Puts a package into the repository, with a file of its own name or of another's. */
async function offer(name: string, version: string, field = '', file = name): Promise<void> {
  const script = `
    set -e
    tree=$(mktemp -d)
    chmod 755 $tree
    mkdir -p $tree/DEBIAN $tree/usr/share/lab
    echo ${version} > $tree/usr/share/lab/${file}
    printf '%s\\n' 'Package: ${name}' 'Version: ${version}' 'Architecture: all' 'Maintainer: Lab <lab@example.com>' \
      'Description: made by a test' '${field}' | sed '/^$/d' > $tree/DEBIAN/control
    cd /srv/packages
    dpkg-deb -Znone --root-owner-group --build $tree ${name}_${version}_all.deb
    apt-ftparchive packages . > Packages
    apt-ftparchive release . > /tmp/Release
    mv /tmp/Release Release`;
  const { exitCode, stderr } = await host.run(['sh', '-c', script]);
  expect(exitCode, stderr).toBe(0);
}
