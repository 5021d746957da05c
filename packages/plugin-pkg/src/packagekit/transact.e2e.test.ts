import { describe, expect, it } from 'vitest';
import { MachineProblem } from '../backend/machine-problem.ts';
import { usePackageKitOnHost } from './testing/packagekit-on-host.ts';

const on = usePackageKitOnHost();

describe('transact', () => {
  it('installs many in one transaction, with what they depend on, and tells how far it is', async () => {
    await on.kit.install('lab-many-1', 'lab-many-2', 'lab-application');
    expect(await on.kit.conditions('lab-many-1', 'lab-many-2', 'lab-application', 'lab-library')).toEqual(
      Array(4).fill('1.0'),
    );
    expect(await on.kit.history()).toHaveLength(1);
    expect(on.kit.context.told).toContainEqual(
      expect.objectContaining({ name: 'lab-many-1', step: 'installing' }),
    );
    expect(on.kit.context.told).toContainEqual({ step: 'installing', percent: expect.any(Number) });
  });

  it('goes to an older version only when it may, and to the newest by itself', async () => {
    await on.kit.transact({ install: [{ name: 'lab-tool', version: '1.0' }] });
    expect(await on.kit.look('lab-tool')).toEqual([
      { name: 'lab-tool', condition: 'installed', version: '1.0', held: false, available: ['2.0', '1.0'] },
    ]);
    await on.kit.install('lab-tool');
    expect(await on.kit.conditions('lab-tool')).toEqual(['2.0']);
    const older = { install: [{ name: 'lab-tool', version: '1.0' }] };
    await expect(on.kit.transact(older)).rejects.toMatchObject({ code: 'PACKAGE_DOWNGRADE' });
    expect(await on.kit.conditions('lab-tool')).toEqual(['2.0']);
    await on.kit.transact({ ...older, allowDowngrade: true });
    expect(await on.kit.conditions('lab-tool')).toEqual(['1.0']);
  });

  it('does nothing for what is as it is to be', async () => {
    await on.kit.install('lab-many-1');
    await on.kit.transact({ install: [{ name: 'lab-many-1' }], remove: ['lab-many-2', 'no-such'] });
    expect(await on.kit.history()).toHaveLength(1);
  });

  it('refuses names and versions that nobody has', async () => {
    await expect(on.kit.install('no-such')).rejects.toMatchObject({ code: 'PACKAGE_UNKNOWN' });
    await expect(on.kit.transact({ install: [{ name: 'lab-tool', version: '9.9' }] })).rejects.toMatchObject({
      code: 'PACKAGE_VERSION_UNAVAILABLE',
      hint: 'PackageKit knows 2.0',
    });
  });

  it('removes nothing that nobody asked to remove, unless it may', async () => {
    await on.kit.install('lab-application');
    await expect(on.kit.transact({ remove: ['lab-library'] })).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To remove lab-library, others would have to go: lab-application',
    });
    expect(await on.kit.conditions('lab-application', 'lab-library')).toEqual(['1.0', '1.0']);
    await on.kit.transact({ remove: ['lab-library'], allowRemoveDependents: true });
    expect(await on.kit.conditions('lab-application', 'lab-library')).toEqual(['absent', 'absent']);
  });

  it('removes a package and its dependent when both are to go', async () => {
    await on.kit.install('lab-application');
    await on.kit.transact({ remove: ['lab-library', 'lab-application'] });
    expect(await on.kit.conditions('lab-application', 'lab-library')).toEqual(['absent', 'absent']);
  });

  it('does not put a package in the place of its rival, unless that is to go', async () => {
    await on.kit.install('lab-tool');
    await expect(on.kit.install('lab-rival')).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To install lab-rival, others would have to go: lab-tool',
    });
    expect(await on.kit.conditions('lab-tool', 'lab-rival')).toEqual(['2.0', 'absent']);
    await on.kit.transact({ install: [{ name: 'lab-rival' }], remove: ['lab-tool'] });
    expect(await on.kit.conditions('lab-tool', 'lab-rival')).toEqual(['absent', '1.0']);
  });

  it('installs what nobody vouches for only when it may', async () => {
    const source = 'deb [allow-insecure=yes] file:///srv/untrusted ./\n';
    await on.kit.host.write('/etc/apt/sources.list.d/untrusted.list', source);
    await on.kit.backend.refresh(on.kit.context);
    await expect(on.kit.install('lab-untrusted')).rejects.toMatchObject({
      code: 'PACKAGE_UNTRUSTED',
      message: 'No signature that is trusted vouches for lab-untrusted',
    });
    expect(await on.kit.conditions('lab-untrusted')).toEqual(['absent']);
    await on.kit.transact({ install: [{ name: 'lab-untrusted' }], allowUntrusted: true });
    expect(await on.kit.conditions('lab-untrusted')).toEqual(['1.0']);
  });

  it('tells the package whose script fails', async () => {
    await on.kit.host.write('/etc/lab-fragile', '');
    await expect(on.kit.install('lab-fragile', 'lab-many-1')).rejects.toMatchObject({
      code: 'PACKAGE_SCRIPT_FAILED',
      hint: expect.stringContaining('lab-fragile'),
    });
    expect(await on.kit.conditions('lab-fragile', 'lab-many-1')).toEqual(['absent', '1.0']);
  });

  it('fetches the lists when they are old, and takes what is there now', async () => {
    const update = `cd /srv/packages
      dpkg-deb --raw-extract lab-many-1_1.0_all.deb /tmp/newer
      sed -i 's/^Version: .*/Version: 1.1/' /tmp/newer/DEBIAN/control
      dpkg-deb --root-owner-group --build /tmp/newer lab-many-1_1.1_all.deb
      rm lab-many-1_1.0_all.deb
      apt-ftparchive packages . > Packages
      apt-ftparchive release . > /tmp/Release
      mv /tmp/Release Release`;
    expect((await on.kit.host.run(['sh', '-ec', update])).exitCode).toBe(0);
    await on.kit.install('lab-many-1', 'lab-many-2');
    expect(await on.kit.conditions('lab-many-1', 'lab-many-2')).toEqual(['1.1', '1.0']);
  });

  it('tells of packages that exclude each other, and of an essential one', async () => {
    await expect(on.kit.install('lab-tool', 'lab-rival')).rejects.toMatchObject({ code: 'PACKAGE_CONFLICT' });
    await expect(on.kit.transact({ remove: ['bash'] })).rejects.toMatchObject({ code: 'PACKAGE_ESSENTIAL' });
    expect(await on.kit.history()).toEqual([]);
  });

  it('tells of sources that can not be read, at once', async () => {
    await on.kit.host.write('/etc/apt/sources.list.d/wrong.list', 'dbe nonsense\n');
    const failure = await on.kit.install('lab-tool').catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(MachineProblem);
    expect(failure).toMatchObject({
      code: 'PACKAGE_SOURCES_WRONG',
      hint: expect.stringContaining('/etc/apt/sources.list.d/wrong.list'),
    });
  });

  it('refuses what PackageKit has not', async () => {
    await expect(on.kit.transact({ purge: ['bash'] })).rejects.toMatchObject({ code: 'PACKAGE_UNSUPPORTED' });
    await expect(on.kit.backend.hold(['bash'], true, on.kit.context)).rejects.toMatchObject({
      code: 'PACKAGE_UNSUPPORTED',
    });
  });
});
