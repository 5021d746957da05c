import { beforeEach, describe, expect, it } from 'vitest';
import { usePackageKitOnHost } from './testing/packagekit-on-host.ts';

const on = usePackageKitOnHost();

// PackageKit's own back end for tests. It claims to change Fedora's packages, one signal for each, and does nothing.
beforeEach(() => on.kit.host.write('/etc/PackageKit/PackageKit.conf', '[Daemon]\nDefaultBackend=dummy\n'));

const documentation = { install: [{ name: 'vips-doc' }] };

describe('a back end that is not apt', () => {
  it('is looked at in the order of versions of rpm', async () => {
    expect(await on.kit.look('glib2', 'vips-doc', 'no-such')).toEqual([
      { name: 'glib2', condition: 'installed', version: '2.14.0', held: false, available: ['2.14.0'] },
      { name: 'vips-doc', condition: 'absent', held: false, available: ['7.12.4-2.fc8'] },
      { name: 'no-such', condition: 'absent', held: false, available: [] },
    ]);
    expect(on.kit.backend.compareVersions('1.0', '1.0-3.fc8')).toBe(0);
  });

  it('shows in a trial what nobody asked for', async () => {
    await expect(on.kit.transact(documentation)).rejects.toMatchObject({
      code: 'PACKAGE_NEEDED',
      message: 'To install vips-doc, others would have to go: powertop',
    });
    await expect(on.kit.transact({ ...documentation, allowRemoveDependents: true })).rejects.toMatchObject({
      code: 'PACKAGE_DOWNGRADE',
      message: expect.stringContaining('kernel'),
    });
    const bold = { ...documentation, allowRemoveDependents: true, allowDowngrade: true };
    await expect(on.kit.transact(bold)).rejects.toMatchObject({ code: 'PACKAGE_UNTRUSTED' });
  });

  it('is cancelled while it downloads', async () => {
    on.kit.context.onStep = (step) => {
      if (step === 'downloading') on.kit.context.stop.abort();
    };
    const bold = { allowRemoveDependents: true, allowDowngrade: true, allowUntrusted: true };
    await expect(on.kit.transact({ ...documentation, ...bold })).rejects.toMatchObject({
      code: 'PACKAGE_STOPPED',
      message: 'PackageKit was asked to stop before it could install vips-doc',
    });
    expect(on.kit.context.told.map(({ step }) => step)).not.toContain('installing');
  });
});
